// The page: loads what there is, then follows the stream.
import { showConnection, showStatus } from './cards.js';
import { addEvent, loadEvents } from './events.js';
import { fetchJson, MeasurementState } from './page_state.js';
import { Panel } from './panel.js';
import { openStream } from './stream.js';

const states = new Map();
const panels = new Map();
const main = document.getElementById('measurements');
const contents = document.getElementById('contents');
const filter = document.getElementById('filter');
let generation = null;

const screen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    panels.get(entry.target.id)?.show(entry.isIntersecting);
  }
}, { rootMargin: '200px' });

// In the order of the config; those of the agent itself, whose probe is not in it, come last.
function inOrder(shapes, { probes }) {
  const places = new Map(probes.map(({ name }, place) => [name, place]));
  const place = ({ probe }) => places.get(probe) ?? places.size;
  return shapes.sort((a, b) => place(a) - place(b));
}

// A measurement whose shape is as before keeps its panel, and with it what somebody opened, searched
// or sorted there; only its values are loaded anew.
async function loadSchema() {
  const [schema, status] = await Promise.all([fetchJson('api/schema'), fetchJson('api/status')]);
  generation = schema.generation;
  const key = shape => JSON.stringify(shape);
  const before = new Map([...panels.values()].map(panel => [key(panel.state.shape), panel]));
  states.clear();
  panels.clear();
  const shapes = inOrder(schema.measurements, status);
  shapes.forEach((shape, place) => {
    const same = before.get(key(shape));
    const panel = same ?? new Panel(new MeasurementState(shape, schema.points));
    states.set(shape.name, panel.state);
    panels.set(panel.element.id, panel);
    const there = main.children[place] ?? null;
    if (there !== panel.element) main.insertBefore(panel.element, there);
    if (same) panel.state.renew();
    else screen.observe(panel.element);
  });
  for (const panel of before.values()) {
    if (panels.get(panel.element.id) === panel) continue;
    screen.unobserve(panel.element);
    panel.remove();
  }
  listContents(shapes);
  applyFilter();
}

function listContents(shapes) {
  const groups = Map.groupBy ? Map.groupBy(shapes, shape => shape.probe) : grouped(shapes);
  contents.replaceChildren(...[...groups].map(([probe, members]) => {
    const group = document.createElement('div');
    group.className = 'group';
    const name = document.createElement('h3');
    name.textContent = probe;
    const links = members.map(shape => {
      const link = document.createElement('a');
      link.href = `#m-${shape.name}`;
      link.textContent = shape.name;
      return link;
    });
    group.append(name, ...links);
    return group;
  }));
}

function grouped(shapes) {
  const groups = new Map();
  for (const shape of shapes) {
    groups.set(shape.probe, [...(groups.get(shape.probe) ?? []), shape]);
  }
  return groups;
}

function applyFilter() {
  const wanted = filter.value.trim().toLowerCase();
  for (const panel of panels.values()) {
    const { name, probe } = panel.state.shape;
    panel.element.hidden = !`${probe} ${name}`.toLowerCase().includes(wanted);
  }
  for (const link of contents.querySelectorAll('a')) {
    link.hidden = document.getElementById(link.hash.slice(1))?.hidden ?? false;
  }
}

// Everything anew: the stream is new, lost something, or the measurements are others.
async function reload() {
  await loadSchema();
  await loadEvents();
}

function markContents(status) {
  for (const probe of status.probes) {
    for (const part of probe.measurements) {
      const link = contents.querySelector(`a[href="#m-${CSS.escape(part.name)}"]`);
      if (link) link.dataset.verdict = part.verdict ?? 'none';
    }
  }
}

filter.addEventListener('input', applyFilter);
document.addEventListener('keydown', event => {
  if (event.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
    event.preventDefault();
    filter.focus();
  } else if (event.key === 'Escape' && document.activeElement === filter) {
    filter.value = '';
    applyFilter();
    filter.blur();
  }
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) panels.forEach(panel => panel.visible && panel.draw());
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  panels.forEach(panel => panel.restyle());
});

openStream({
  hello: reload,
  schema: ({ generation: now }) => now !== generation && reload(),
  lost: reload,
  status: status => {
    showStatus(status);
    markContents(status);
  },
  gather: event => states.get(event.measurement)?.gather(event),
  event: addEvent,
}, showConnection);
