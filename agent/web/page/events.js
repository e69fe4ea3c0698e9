// What happened, newest first, by type and service.
import { clock } from './format.js';
import { fetchJson } from './page_state.js';

const most = 200;
const list = document.getElementById('events');
const typeFilter = document.getElementById('event-type');
const serviceFilter = document.getElementById('event-service');
const types = new Set();
const services = new Set();
let newest = 0;

function option(value, text) {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

function offer(filter, names, all) {
  const chosen = filter.value;
  filter.replaceChildren(option('', all),
    ...[...names].filter(Boolean).sort().map(name => option(name, name)));
  filter.value = names.has(chosen) ? chosen : '';
}

function offerAll() {
  offer(typeFilter, types, 'all types');
  offer(serviceFilter, services, 'all services');
}

function line(event) {
  const item = document.createElement('li');
  item.dataset.severity = event.severity;
  const time = document.createElement('time');
  time.dateTime = new Date(event.time_ms).toISOString();
  time.textContent = clock(event.time_ms);
  const type = document.createElement('b');
  type.textContent = event.type.replaceAll('_', ' ');
  const service = document.createElement('span');
  service.className = 'quiet';
  service.textContent = event.service;
  const message = document.createElement('p');
  message.textContent = event.message;
  item.append(time, type, service, message);
  if (event.attributes && Object.keys(event.attributes).length > 0) {
    item.title = Object.entries(event.attributes)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n');
  }
  return item;
}

function wanted(event) {
  return (!typeFilter.value || typeFilter.value === event.type) &&
    (!serviceFilter.value || serviceFilter.value === event.service);
}

export async function loadEvents() {
  const query = new URLSearchParams({
    type: typeFilter.value, service: serviceFilter.value, limit: most,
  });
  const answer = await fetchJson(`api/events?${query}`);
  answer.types.forEach(name => types.add(name));
  answer.services.forEach(name => services.add(name));
  offerAll();
  newest = answer.events[0]?.id ?? 0;
  list.replaceChildren(...answer.events.map(line));
  list.classList.toggle('empty', answer.events.length === 0);
}

export function addEvent(event) {
  const known = types.has(event.type) && services.has(event.service);
  types.add(event.type);
  services.add(event.service);
  if (!known) offerAll();
  if (event.id <= newest || !wanted(event)) return;
  newest = event.id;
  const item = line(event);
  item.classList.add('fresh');
  list.prepend(item);
  list.classList.remove('empty');
  while (list.children.length > most) list.lastElementChild.remove();
}

typeFilter.addEventListener('change', loadEvents);
serviceFilter.addEventListener('change', loadEvents);
