// The newest values of a measurement as a table. Up to 20 series, and whatever a table view holds,
// come with the stream; of more, one page at a time is asked for, while somebody looks.
import { cell } from './format.js';
import { fetchJson } from './page_state.js';

const pageSize = 25;
const refreshMs = 2000;

export class Rows {
  constructor(state, element) {
    this.state = state;
    this.element = element;
    this.sort = '';
    this.descending = false;
    this.offset = 0;
    this.search = '';
    this.cells = [];
    this.known = null;
    this.build();
  }

  columns() {
    const { tags, fields } = this.state.shape;
    return [...tags.map(name => ({ name, tag: true })), ...fields];
  }

  build() {
    const tools = document.createElement('div');
    tools.className = 'row-tools';
    this.input = document.createElement('input');
    this.input.type = 'search';
    this.input.placeholder = 'Search rows';
    this.input.setAttribute('aria-label', `Search rows of ${this.state.shape.name}`);
    this.input.addEventListener('input', () => {
      this.search = this.input.value;
      this.offset = 0;
      this.draw(true);
    });
    this.where = document.createElement('span');
    this.where.className = 'quiet';
    this.back = this.pager('‹', 'Rows before', -pageSize);
    this.on = this.pager('›', 'Rows after', pageSize);
    tools.append(this.input, this.where, this.back, this.on);
    const scroll = document.createElement('div');
    scroll.className = 'scroll';
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', `Rows of ${this.state.shape.name}`);
    const table = document.createElement('table');
    this.body = document.createElement('tbody');
    table.append(this.head(), this.body);
    scroll.append(table);
    this.element.append(tools, scroll);
    this.tools = tools;
  }

  pager(text, label, by) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', () => {
      this.offset = Math.max(0, this.offset + by);
      this.draw(true);
    });
    return button;
  }

  head() {
    const head = document.createElement('thead');
    const row = document.createElement('tr');
    for (const column of this.columns()) {
      const th = document.createElement('th');
      th.scope = 'col';
      th.className = column.type === 'double' || column.type === 'int' ? 'number' : '';
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = column.name;
      button.title = column.doc ?? '';
      button.addEventListener('click', () => this.sortBy(column.name, th));
      th.append(button);
      row.append(th);
    }
    head.append(row);
    return head;
  }

  sortBy(name, th) {
    this.descending = this.sort === name ? !this.descending : false;
    this.sort = name;
    for (const each of th.parentElement.children) each.removeAttribute('aria-sort');
    th.setAttribute('aria-sort', this.descending ? 'descending' : 'ascending');
    this.draw(true);
  }

  // All rows that the page has; nothing when it must ask for them.
  own() {
    const { state } = this;
    if (state.shape.table) return state.rows.map(values => ({ tags: [], values }));
    if (state.total > state.series.length) return null;
    return state.series.map((one, i) => ({ tags: one.tags, values: state.rows[i] }))
      .filter(row => row.values);
  }

  draw(now = false) {
    const own = this.own();
    if (own) {
      const rows = this.arranged(own);
      this.show(rows.slice(this.offset, this.offset + 100), rows.length, own.length, 100);
    } else if (now || !this.asked || performance.now() - this.asked >= refreshMs) {
      this.ask();
    }
  }

  arranged(rows) {
    const wanted = this.search.toLowerCase();
    let found = wanted === '' ? rows : rows.filter(({ tags, values }) =>
      [...tags, ...values].some(value => String(value).toLowerCase().includes(wanted)));
    const at = this.columns().findIndex(column => column.name === this.sort);
    if (at >= 0) {
      const of = ({ tags, values }) => at < tags.length ? tags[at] : values[at - tags.length];
      const sign = this.descending ? -1 : 1;
      found = [...found].sort((a, b) => {
        const left = of(a);
        const right = of(b);
        if (left === null || right === null) return (left === null) - (right === null);
        return left === right ? 0 : left < right ? -sign : sign;
      });
    }
    return found;
  }

  async ask() {
    this.asked = performance.now();
    const query = new URLSearchParams({
      measurement: this.state.shape.name, search: this.search, sort: this.sort,
      order: this.descending ? 'desc' : 'asc', offset: this.offset, limit: pageSize,
    });
    const answer = await fetchJson(`api/rows?${query}`);
    this.show(answer.rows, answer.matching, answer.total, pageSize);
  }

  show(rows, matching, total, size) {
    this.tools.hidden = total <= 8 && this.search === '';
    const last = Math.min(this.offset + rows.length, matching);
    const range = matching === 0 ? 'no rows' : `${this.offset + 1}–${last} of ${matching}`;
    this.where.textContent = matching === total ? range : `${range} (${total} in all)`;
    this.back.hidden = this.on.hidden = matching <= size;
    this.back.disabled = this.offset === 0;
    this.on.disabled = last >= matching;
    this.fill(rows);
    this.mark(rows);
  }

  fill(rows) {
    const columns = this.columns();
    while (this.cells.length > rows.length) {
      this.cells.pop();
      this.body.lastElementChild.remove();
    }
    while (this.cells.length < rows.length) this.addRow(columns);
    rows.forEach(({ tags, values }, i) => {
      const all = [...tags, ...values];
      columns.forEach((column, k) => this.put(this.cells[i][k], all[k], column));
    });
  }

  addRow(columns) {
    const row = this.body.insertRow();
    this.cells.push(columns.map(column => {
      const td = row.insertCell();
      td.className = column.type === 'double' || column.type === 'int' ? 'number' : '';
      return { td, text: null, tone: '' };
    }));
  }

  put(at, value, column) {
    const text = column.tag ? value : cell(value, column);
    if (text !== at.text) {
      at.text = text;
      at.td.textContent = text;
      at.td.title = text.length > 40 ? text : '';
    }
    const tone = column.fail_if_false && value === false ? 'fail'
      : column.warn_if_true && value === true ? 'warn'
        : (column.fail_if_false && value === true) ? 'ok' : value === null ? 'none' : '';
    if (tone !== at.tone) {
      at.td.dataset.tone = tone;
      at.tone = tone;
    }
  }

  // Rows of a table that were not there before light up for a moment.
  mark(rows) {
    if (!this.state.shape.table || this.search !== '' || this.sort !== '') return;
    const keys = rows.map(row => JSON.stringify(row.values));
    const known = this.known;
    this.known = new Set(keys);
    if (!known) return;
    keys.forEach((key, i) => {
      const line = this.body.rows[i];
      line.classList.remove('fresh');
      if (!known.has(key)) {
        void line.offsetWidth;  // lets the animation begin anew
        line.classList.add('fresh');
      }
    });
  }
}
