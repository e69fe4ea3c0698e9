// The agent's server-sent events. `on` has a function for each; `state` is told whether it speaks.

const silentMs = 5000;  // it speaks each second

export function openStream(on, state) {
  let source = null;
  let heard = 0;

  const connect = () => {
    source?.close();
    source = new EventSource('api/stream');
    heard = performance.now();
    for (const [name, call] of Object.entries(on)) {
      source.addEventListener(name, event => {
        heard = performance.now();
        state('live');
        call(JSON.parse(event.data));
      });
    }
    source.addEventListener('error', () => state('lost'));
  };

  // A connection that is open and silent is as good as none; neither is one that was refused.
  setInterval(() => {
    const closed = source.readyState === EventSource.CLOSED;
    if (closed || performance.now() - heard > silentMs) {
      state('lost');
      connect();
    }
  }, 1000);
  connect();
}
