// What the page knows of each measurement: its shape, and once it was looked at, its last 150
// steps. Gathers from the stream move the steps on.

export async function fetchJson(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// A series is called by the tags that tell it from the others.
function named(series) {
  const telling = series[0]?.tags.map((tag, i) => series.some(one => one.tags[i] !== tag)) ?? [];
  const any = telling.includes(true);
  return series.map(one => ({
    ...one, name: one.tags.filter((_, i) => telling[i] || !any).join(' · '),
  }));
}

export class MeasurementState {
  constructor(shape, points) {
    this.shape = shape;
    this.points = points;
    this.trends = shape.fields.filter(field => field.trend);
    this.series = [];
    this.rows = [];
    this.total = 0;
    this.timeMs = null;
    this.error = null;
    this.loaded = false;
    this.loading = false;
    this.onChange = () => {};
  }

  async load() {
    if (this.loading) return;
    this.loading = true;
    try {
      do {
        this.again = false;
        const name = encodeURIComponent(this.shape.name);
        this.take(await fetchJson('api/series?measurement=' + name));
      } while (this.again);
    } finally {
      this.loading = false;
    }
    this.onChange();
  }

  // What the page has may not be all: the stream began anew, or lost something.
  renew() {
    this.loaded = false;
    this.again = this.loading;
    if (this.wanted) this.load();
  }

  take(all) {
    this.timeMs = all.time_ms;
    this.error = all.error;
    this.rows = all.rows ?? [];
    this.series = named(all.series ?? []);
    this.total = all.series_total ?? this.rows.length;
    this.choice = all.choice;
    this.stepMs = all.step_ms;
    this.newestMs = all.first_point_ms + (this.points - 1) * all.step_ms;
    this.loaded = all.time_ms !== null;
  }

  // A gather that the stream brought.
  gather(event) {
    this.timeMs = event.time_ms;
    this.error = event.error;
    if (event.rows && this.shape.table) this.rows = event.rows;
    if (!this.loaded || (!this.shape.table && event.choice !== this.choice)) {
      if (this.wanted) this.load();
      return;
    }
    if (!this.shape.table) {
      this.total = event.series_total;
      this.rows = event.rows;
      this.advance(event.point_ms);
      this.put(event.points);
    }
    this.onChange();
  }

  advance(pointMs) {
    const steps = Math.min(Math.round((pointMs - this.newestMs) / this.stepMs), this.points);
    if (steps < 0) {
      this.load();  // the clock of the agent went back
      return;
    }
    const hold = this.shape.interval_ms > this.stepMs;
    for (const one of this.series) {
      for (const values of Object.values(one.values)) {
        for (let i = 0; i < steps; i++) {
          values.push(hold ? values[values.length - 1] : null);
        }
        values.splice(0, steps);
      }
    }
    this.newestMs = pointMs;
  }

  put(points) {
    this.series.forEach((one, index) => {
      this.trends.forEach((field, column) => {
        const values = one.values[field.name];
        values[values.length - 1] = points[index][column];
      });
    });
  }

  times() {
    const first = this.newestMs - (this.points - 1) * this.stepMs;
    return Array.from({ length: this.points }, (_, i) => first + i * this.stepMs);
  }

  // The points of a field, a counter as its change per second. The running step has not ended, so
  // nothing can be said of its change.
  values(one, field) {
    const values = one.values[field.name];
    if (field.kind !== 'counter') return values;
    const seconds = this.stepMs / 1000;
    return values.map((value, i) => {
      const before = i > 0 ? values[i - 1] : null;
      const ended = i < values.length - 1;
      const grew = ended && value !== null && before !== null && value >= before;
      return grew ? (value - before) / seconds : null;
    });
  }
}
