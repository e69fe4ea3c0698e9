// The head of the page, and the cards of probes, sinks and conditions.
import { duration, number } from './format.js';

const byId = id => document.getElementById(id);

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const ago = ms => ms < 1500 ? 'just now' : `${duration(ms / 1000)} ago`;
const count = value => number(value, 'short');

function sayVerdict(status) {
  const bad = status.troubles.filter(trouble => trouble.verdict === 'fail').length;
  const warnings = status.troubles.length - bad;
  const words = [bad && `${bad} failing`, warnings && `${warnings} to look at`].filter(Boolean);
  const pill = byId('verdict');
  const text = words.length > 0 ? words.join(', ') : status.verdict ? 'All well' : 'Starting';
  if (pill.textContent !== text) pill.textContent = text;
  pill.dataset.verdict = status.verdict ?? 'none';
  document.title = `${status.verdict === 'ok' ? '' : `${text} – `}${status.agent} – Livetap`;
}

function troubleLine({ name, verdict, error }) {
  const line = element('div', 'trouble');
  line.dataset.verdict = verdict;
  const words = element('div', 'words');
  words.append(element('b', '', name), element('span', '', error?.message ?? ''));
  if (error?.hint) words.append(element('span', 'hint', error.hint));
  line.append(words);
  return line;
}

// Rebuilds only what reads differently, so that a selection or the focus is not lost each second.
function put(id, key, make) {
  const at = byId(id);
  if (at.dataset.key === key) return;
  at.dataset.key = key;
  const made = make();
  at.replaceChildren(...made);
  at.hidden = made.length === 0;
}

function fact(name, value) {
  const line = element('div', 'fact');
  line.append(element('span', 'quiet', name), element('span', '', value));
  return line;
}

function card(name, verdict, kind) {
  const made = element('article', 'card');
  made.dataset.verdict = verdict ?? 'none';
  const head = element('div', 'card-head');
  head.append(element('i', 'dot'), element('h3', '', name), element('span', 'quiet', kind));
  head.append(element('span', 'card-verdict', { ok: 'well', warn: 'warns', fail: 'fails' }[verdict] ?? 'starting'));
  made.append(head);
  return made;
}

function errorOf(made, error) {
  if (!error) return;
  const words = element('p', 'card-error', error.message);
  if (error.hint) words.append(element('span', 'hint', error.hint));
  made.append(words);
}

function probeCard(probe, nowMs) {
  const made = card(probe.name, probe.verdict, probe.plugin);
  errorOf(made, probe.error);
  const parts = probe.measurements;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const slowest = Math.max(0, ...parts.map(part => part.duration_ms));
  made.append(fact('last gather', probe.last_gather_ms === null ? 'none yet'
    : ago(nowMs - probe.last_gather_ms)));
  if (probe.next_try_in_ms !== null) {
    made.append(fact('next try', `in ${duration(probe.next_try_in_ms / 1000)}`));
  }
  made.append(fact('rows', `${count(rows)} in ${parts.length} measurement${parts.length === 1 ? '' : 's'}`));
  if (slowest > 0) made.append(fact('took', duration(slowest / 1000)));
  const dropped = parts.flatMap(part => Object.values(part.dropped_rows)).reduce((a, b) => a + b, 0);
  if (dropped > 0) made.append(fact('rows dropped', count(dropped)));
  if (probe.restarts > 0) made.append(fact('restarts', count(probe.restarts)));
  return made;
}

function sinkCard(sink) {
  const made = card(sink.name, sink.verdict, 'sink');
  if (sink.verdict === 'ok') made.append(fact('state', sink.state));
  else errorOf(made, { message: sink.state });
  made.append(fact(`${sink.unit} delivered`, count(sink.delivered)));
  made.append(fact('queued', count(sink.queued)));
  const dropped = Object.entries(sink.dropped).filter(([, times]) => times > 0)
    .map(([reason, times]) => `${count(times)} ${reason.replaceAll('_', ' ')}`);
  made.append(fact('dropped', dropped.join(', ') || 'none'));
  made.append(fact('reconnects', count(sink.reconnects)));
  made.append(fact('sent', number(sink.bytes, 'bytes')));
  if (sink.last_error && sink.verdict === 'ok') made.append(fact('last error', sink.last_error));
  return made;
}

function conditionCard(condition) {
  const made = card(condition.name, condition.verdict, 'condition');
  made.append(element('p', 'quiet', condition.reason));
  return made;
}

export function showStatus(status) {
  sayVerdict(status);
  byId('agent').textContent = status.agent;
  byId('uptime').textContent =
    `version ${status.version} · up ${duration((status.time_ms - status.started_ms) / 1000)}`;
  put('troubles', JSON.stringify(status.troubles), () => status.troubles.map(troubleLine));
  put('notes', JSON.stringify(status.notes), () => status.notes.map(text => element('p', 'note', text)));
  put('probes', JSON.stringify([status.probes, status.time_ms]),
    () => status.probes.map(probe => probeCard(probe, status.time_ms)));
  put('sinks', JSON.stringify(status.sinks), () => status.sinks.map(sinkCard));
  put('conditions', JSON.stringify(status.conditions), () => status.conditions.map(conditionCard));
}

export function showConnection(state) {
  const at = byId('connection');
  at.textContent = { live: 'live', lost: 'the agent does not answer', connecting: 'connecting' }[state];
  at.dataset.state = state;
  document.body.classList.toggle('stale', state === 'lost');
}
