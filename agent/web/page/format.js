// Values as people read them: units of Grafana, as the schema carries them.

const scales = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
const binary = [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']];
const endings = {
  ms: 'ms', s: 's', percent: '%', cps: '/s', reqps: '/s', ops: '/s', wps: '/s', rps: '/s',
  currencyUSD: '$', Bps: 'B/s', binBps: 'B/s', mps: 'm/s', d: 'd', h: 'h', m: 'min', µs: 'µs',
};

// At most four digits that matter: 0.0123, 12.3, 1234.
function digits(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  const decimals = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function scaled(value, steps) {
  const [by, letter] = steps.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  return digits(value / by) + (letter.length > 1 ? ' ' : '') + letter;
}

// Seconds as one or two units: 3.2 s, 4 min 10 s, 2 h 5 min.
export function duration(seconds) {
  const size = Math.abs(seconds);
  if (size < 1) return digits(seconds * 1000) + ' ms';
  if (size < 10) return digits(seconds) + ' s';
  const whole = Math.round(size);
  const parts = [[Math.floor(whole / 86400), 'd'], [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'], [whole % 60, 's']];
  const from = parts.findIndex(([count]) => count > 0);
  return (seconds < 0 ? '-' : '') + parts.slice(from, from + 2).filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(' ');
}

export function clock(ms) {
  const at = new Date(ms);
  const two = number => String(number).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const today = new Date().toDateString() === at.toDateString();
  return today ? time : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

// A number of a field, with its unit. `rate`: it is a change per second of it.
export function number(value, unit, rate = false) {
  const per = rate ? '/s' : '';
  if (unit === 'bytes' || unit === 'decbytes') {
    return (Math.abs(value) < 1024 ? `${digits(value)} B` : scaled(value, binary)) + per;
  }
  if (unit === 'percentunit') return digits(value * 100) + ' %' + per;
  if (unit === 'ms' && !rate && Math.abs(value) >= 1000) return duration(value / 1000);
  if (unit === 's' && !rate) return duration(value);
  const ending = endings[unit];
  const size = Math.abs(value);
  const text = size >= 10000 ? scaled(value, scales) : digits(value);
  return text + (ending ? ' ' + ending : '') + per;
}

// All digits that matter, grouped: 64 013.25.
function exact(value) {
  return Number.isInteger(value) || Math.abs(value) >= 100
    ? value.toLocaleString('en', { maximumFractionDigits: 2 }).replaceAll(',', '\u202f')
    : digits(value);
}

// A cell of a table.
export function cell(value, field) {
  if (value === null || value === undefined) return '–';
  if (field?.type === 'time' || (field?.unit ?? '').startsWith('dateTime')) return clock(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    const ending = endings[field?.unit];
    const plain = ending !== undefined || ['short', 'none'].includes(field?.unit);
    const whole = plain && !['ms', 's'].includes(field.unit);
    return whole ? exact(value) + (ending ? ` ${ending}` : '') : number(value, field?.unit);
  }
  return value;
}

// What a number is counted in, for the head of a chart.
export function unitName(unit, rate) {
  if (unit === 'none' || unit === 'short') return rate ? 'per second' : '';
  const name = { bytes: 'bytes', percentunit: '%', dateTimeAsIso: 'time' }[unit]
    ?? endings[unit] ?? unit;
  return rate ? `${name}/s` : name;
}
