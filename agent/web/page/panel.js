// One measurement on the page: its head, a chart for each field worth a trend, and its rows. It
// loads and draws only while it is on the screen.
import { Chart, seriesColor } from './chart.js';
import { duration } from './format.js';
import { Rows } from './rows.js';
import { Timeline } from './timeline.js';

const isState = field => field.type === 'bool' || field.type === 'text';

export class Panel {
  constructor(state) {
    this.state = state;
    this.only = null;
    this.parts = [];
    this.visible = false;
    this.drawing = false;
    this.build();
    state.onChange = () => this.changed();
  }

  build() {
    const { shape } = this.state;
    this.element = document.createElement('section');
    this.element.className = 'panel';
    this.element.id = `m-${shape.name}`;
    this.element.setAttribute('aria-labelledby', `h-${shape.name}`);
    const head = document.createElement('div');
    head.className = 'panel-head';
    const title = document.createElement('h2');
    title.id = `h-${shape.name}`;
    title.textContent = shape.name;
    this.facts = document.createElement('span');
    this.facts.className = 'quiet facts';
    head.append(title, this.facts);
    if (shape.doc) {
      const doc = document.createElement('p');
      doc.className = 'quiet doc';
      doc.textContent = shape.doc;
      head.append(doc);
    }
    this.error = document.createElement('p');
    this.error.className = 'panel-error';
    this.error.hidden = true;
    this.legend = document.createElement('div');
    this.legend.className = 'legend';
    this.grid = document.createElement('div');
    this.grid.className = 'charts';
    this.details = document.createElement('details');
    this.details.className = 'rows';
    this.details.open = shape.table;
    const summary = document.createElement('summary');
    summary.textContent = shape.table ? 'Rows' : 'Latest values';
    this.details.append(summary);
    this.details.addEventListener('toggle', () => this.draw());
    this.element.append(head, this.error, this.legend, this.grid, this.details);
  }

  show(visible) {
    this.visible = visible;
    this.state.wanted = visible;
    if (!visible) return;
    if (this.state.loaded) this.draw();
    else this.state.load();
  }

  changed() {
    if (!this.visible || this.drawing || document.hidden) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  draw() {
    const { state } = this;
    if (!state.loaded) return;
    if (this.parts.length === 0 && !this.rows) this.makeParts();
    this.sayFacts();
    this.sayLegend();
    for (const part of this.parts) part.draw();
    if (this.details.open) this.rows.draw();
  }

  makeParts() {
    const { state } = this;
    const isOn = index => this.only === null || this.only === index;
    for (const field of state.shape.table ? [] : state.trends) {
      const Part = isState(field) ? Timeline : Chart;
      const element = Part.element(field);
      this.grid.append(element);
      this.parts.push(new Part(state, field, element, isOn));
    }
    const box = document.createElement('div');
    this.details.append(box);
    this.rows = new Rows(state, box);
    if (state.total <= 8) this.details.open = true;  // and it never closes what somebody opened
  }

  sayFacts() {
    const { state } = this;
    const what = state.shape.table ? `${state.rows.length} rows`
      : state.shape.tags.length > 0 ? `${state.total} series` : '';
    const shown = state.series.length < state.total && !state.shape.table
      ? `, the ${state.series.length} busiest drawn` : '';
    this.facts.textContent = [state.shape.probe, what + shown,
      `each ${duration(state.shape.interval_ms / 1000)}`].filter(Boolean).join(' · ');
    this.error.hidden = !state.error;
    this.element.classList.toggle('failing', Boolean(state.error));
    if (state.error) {
      const hint = state.error.hint ? ` → ${state.error.hint}` : '';
      this.error.textContent = state.error.message + hint;
    }
  }

  sayLegend() {
    const { series, shape } = this.state;
    const draws = this.parts.some(part => part instanceof Chart);
    const key = draws && shape.tags.length > 0 ? series.map(one => one.name).join('\n') : '';
    if (key === this.legendKey) return;
    this.legendKey = key;
    this.only = null;
    this.legend.replaceChildren(...(key === '' ? [] : series.map((one, i) => this.chip(one, i))));
  }

  chip(one, index) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = 'chip';
    chip.title = 'Show this series alone';
    chip.setAttribute('aria-pressed', 'false');
    const dot = document.createElement('i');
    dot.style.background = seriesColor(index);
    const name = document.createElement('span');
    name.textContent = one.name;
    chip.append(dot, name);
    chip.addEventListener('click', () => {
      this.only = this.only === index ? null : index;
      [...this.legend.children].forEach((each, i) => {
        each.setAttribute('aria-pressed', String(this.only === i));
        each.classList.toggle('off', this.only !== null && this.only !== i);
      });
      this.draw();
    });
    return chip;
  }

  // Colours changed with the theme.
  restyle() {
    for (const part of this.parts) part.destroy();
    this.legendKey = null;
    if (this.visible) this.draw();
  }

  remove() {
    for (const part of this.parts) part.destroy();
    this.element.remove();
  }
}
