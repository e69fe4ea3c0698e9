// The states of every series over the last five minutes, one strip each.
import { clock } from './format.js';
import { showTip, hideTip } from './tip.js';

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const good = /^(up|ok|well|running|connected|healthy|open|active|ready|serving|idle)$/i;
const bad = /^(down|fail|failed|error|refused|unhealthy|disconnected|crashed|timeout|closed)$/i;
const strip = 15;

function textOf(value, field) {
  if (field.type === 'bool') return value ? 'yes' : 'no';
  return String(value);
}

// Whether a bool is well follows from the schema; a text state from the word it is.
export function stateColor(value, field) {
  if (field.type === 'bool') {
    if (field.fail_if_false) return value ? css('--ok') : css('--fail');
    if (field.warn_if_true) return value ? css('--warn') : css('--ok');
    return value ? css('--accent') : css('--idle');
  }
  if (good.test(value)) return css('--ok');
  if (bad.test(value)) return css('--fail');
  let hash = 0;
  for (const letter of String(value)) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  return `hsl(${hash} 45% 55%)`;
}

export class Timeline {
  constructor(state, field, element) {
    this.state = state;
    this.field = field;
    this.element = element;
    this.canvas = element.querySelector('canvas');
    this.canvas.addEventListener('mousemove', event => this.tip(event));
    this.canvas.addEventListener('mouseleave', hideTip);
  }

  static element(field) {
    const box = document.createElement('figure');
    box.className = 'chart timeline';
    const head = document.createElement('figcaption');
    const name = document.createElement('b');
    name.textContent = field.name;
    head.append(name);
    head.title = field.doc;
    const body = document.createElement('div');
    body.className = 'strips';
    const names = document.createElement('div');
    names.className = 'strip-names';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    body.append(names, canvas);
    box.append(head, body);
    return box;
  }

  draw() {
    const { state, field, canvas } = this;
    this.sayNames();
    const width = canvas.clientWidth;
    const height = Math.max(state.series.length, 1) * strip;
    const ratio = devicePixelRatio || 1;
    canvas.style.height = `${height}px`;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    state.series.forEach((one, row) => this.drawStrip(pen, one.values[field.name], row, width));
    canvas.setAttribute('aria-label', `${field.name}, last five minutes; now ` +
      state.series.map(one => `${one.name} ${this.now(one)}`).join(', '));
  }

  drawStrip(pen, values, row, width) {
    const each = width / values.length;
    for (let from = 0; from < values.length;) {
      let to = from;
      while (to < values.length && values[to] === values[from]) to++;
      if (values[from] !== null) {
        pen.fillStyle = stateColor(values[from], this.field);
        pen.fillRect(from * each, row * strip + 2, (to - from) * each, strip - 4);
      }
      from = to;
    }
  }

  now(one) {
    const values = one.values[this.field.name];
    const value = values[values.length - 1];
    return value === null ? 'unknown' : textOf(value, this.field);
  }

  sayNames() {
    const names = this.element.querySelector('.strip-names');
    const wanted = this.state.series.map(one => one.name || this.field.name);
    if (wanted.join('\n') === this.names) return;
    this.names = wanted.join('\n');
    names.replaceChildren(...wanted.map(name => {
      const line = document.createElement('div');
      line.textContent = name;
      line.title = name;
      return line;
    }));
  }

  tip(event) {
    const box = this.canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / strip);
    const one = this.state.series[row];
    if (!one) return hideTip();
    const point = Math.floor((event.clientX - box.left) / box.width * this.state.points);
    const value = one.values[this.field.name][point];
    const known = value !== null && value !== undefined;
    showTip(event, clock(this.state.times()[point] ?? this.state.newestMs), [{
      color: known ? stateColor(value, this.field) : 'transparent', name: one.name,
      value: known ? textOf(value, this.field) : 'unknown',
    }]);
  }

  destroy() {}
}
