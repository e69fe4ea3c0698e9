// One number field of a measurement: a line for each series, drawn by dygraphs.
import { clock, number, unitName } from './format.js';
import { showTip, hideTip } from './tip.js';

// Its own legend writes style attributes, which the page's policy forbids; the page has another.
Dygraph.PLUGINS = Dygraph.PLUGINS.filter(plugin => plugin !== Dygraph.Plugins.Legend);

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dark = matchMedia('(prefers-color-scheme: dark)');

// Twenty hues that stay apart; the second ten are the first ones, lighter or darker.
export function seriesColor(index) {
  const hues = [199, 28, 150, 345, 265, 48, 175, 310, 95, 225];
  const second = index % 20 >= 10;
  const light = dark.matches ? (second ? 78 : 62) : (second ? 32 : 44);
  return `hsl(${hues[index % 10]} 68% ${light}%)`;
}

export class Chart {
  constructor(state, field, element, isOn) {
    this.state = state;
    this.field = field;
    this.rate = field.kind === 'counter';
    this.isOn = isOn;
    this.element = element;
    this.graph = null;
  }

  static element(field) {
    const rate = field.kind === 'counter';
    const box = document.createElement('figure');
    box.className = 'chart';
    const head = document.createElement('figcaption');
    const name = document.createElement('b');
    name.textContent = field.name;
    const unit = document.createElement('span');
    unit.className = 'quiet';
    unit.textContent = unitName(field.unit, rate);
    const now = document.createElement('span');
    now.className = 'now';
    head.append(name, unit, now);
    head.title = field.doc;
    const plot = document.createElement('div');
    plot.className = 'plot';
    plot.setAttribute('role', 'img');
    box.append(head, plot);
    return box;
  }

  format(value) {
    return number(value, this.field.unit, this.rate);
  }

  draw() {
    const { state } = this;
    const columns = state.series.map(one => state.values(one, this.field));
    const times = state.times();
    const file = times.map((ms, i) => [new Date(ms), ...columns.map(column => column[i])]);
    this.columns = columns;
    this.sayNow();
    if (columns.length === 0) return;
    const changing = {
      file,
      labels: ['time', ...state.series.map((one, i) => `${i} ${one.name}`)],
      colors: state.series.map((_, i) => seriesColor(i)),
      visibility: state.series.map((_, i) => this.isOn(i)),
      dateWindow: [times[0], times[times.length - 1]],
    };
    if (this.graph && this.graph.numColumns() === columns.length + 1) {
      this.graph.updateOptions(changing);
      return;
    }
    this.graph?.destroy();
    this.graph = new Dygraph(this.element.querySelector('.plot'), file,
      { ...this.fixedOptions(), ...changing });
  }

  fixedOptions() {
    return {
      legend: 'never',
      strokeWidth: 1.4,
      includeZero: true,
      labelsKMG2: this.field.unit === 'bytes',
      rightGap: 2,
      xRangePad: 0,
      yRangePad: 7,
      labelsUTC: false,
      axisLabelFontSize: 10.5,
      axisLineColor: css('--line'),
      gridLineColor: css('--grid'),
      gridLineWidth: 1,
      highlightCircleSize: 2.5,
      highlightSeriesBackgroundAlpha: 1,
      interactionModel: {},
      axes: {
        x: {
          drawGrid: false, pixelsPerLabel: 70, axisLabelHeight: 14,
          axisLabelFormatter: time => clock(time.getTime()).slice(-8, -3),
        },
        y: {
          pixelsPerLabel: 26, axisLabelWidth: 52,
          axisLabelFormatter: value => this.format(value),
        },
      },
      highlightCallback: (event, ms, points, row) => this.tip(event, ms, row),
      unhighlightCallback: hideTip,
    };
  }

  // The newest value: the only one, or the largest and whose it is.
  sayNow() {
    const latest = this.columns.map((column, i) => [column.at(this.rate ? -2 : -1), i])
      .filter(([value, i]) => value !== null && this.isOn(i)).sort((a, b) => b[0] - a[0]);
    const now = this.element.querySelector('.now');
    if (latest.length === 0) {
      now.textContent = 'no value';
    } else if (this.columns.length === 1) {
      now.textContent = this.format(latest[0][0]);
    } else {
      now.textContent = `max ${this.format(latest[0][0])}`;
      now.title = this.state.series[latest[0][1]].name;
    }
    const plot = this.element.querySelector('.plot');
    plot.setAttribute('aria-label', `${this.field.name}, last five minutes; now ${now.textContent}`);
  }

  tip(event, ms, row) {
    const lines = this.columns.map((column, i) => ({ value: column[row], i }))
      .filter(({ value, i }) => value !== null && value !== undefined && this.isOn(i))
      .sort((a, b) => b.value - a.value).slice(0, 12);
    showTip(event, clock(ms), lines.map(({ value, i }) => ({
      color: seriesColor(i), name: this.state.series[i].name || this.field.name,
      value: this.format(value),
    })));
  }

  destroy() {
    this.graph?.destroy();
    this.graph = null;
  }
}
