// The box beside the pointer that says what lies under it.

const tip = document.getElementById('tip');

// `lines`: {color, name, value} each.
export function showTip(event, title, lines) {
  const head = document.createElement('div');
  head.className = 'quiet';
  head.textContent = title;
  tip.replaceChildren(head, ...lines.map(({ color, name, value }) => {
    const line = document.createElement('div');
    line.className = 'tip-line';
    const dot = document.createElement('i');
    dot.style.background = color;
    const label = document.createElement('span');
    label.textContent = name;
    const number = document.createElement('b');
    number.textContent = value;
    line.append(dot, label, number);
    return line;
  }));
  tip.hidden = false;
  const right = event.clientX + 16 + tip.offsetWidth < innerWidth;
  tip.style.left = `${right ? event.clientX + 14 : event.clientX - tip.offsetWidth - 14}px`;
  const top = Math.min(event.clientY + 12, innerHeight - tip.offsetHeight - 8);
  tip.style.top = `${Math.max(8, top)}px`;
}

export function hideTip() {
  tip.hidden = true;
}
