/* The grid of marks. Each cell is saved once, as it is left. What could not be sent stays on this machine, in
   localStorage, until the server has answered for it: a lost line, a reload or a closed lid lose nothing. */
"use strict";
(() => {
  const form = document.getElementById("sheet");
  if (!form) return;
  const say = form.dataset, line = document.getElementById("line"), news = document.getElementById("news");
  const store = `khuevan.marks.${say.who}.${say.cell}`;
  const grid = [...form.tBodies ?? [], ...form.querySelectorAll("tbody")].flatMap((body) => [...body.rows])
    .map((row) => [...row.querySelectorAll("td > input:not([type=hidden])")]).filter((row) => row.length);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let queue = read(), sending = null, timer = 0, wait = 2000;

  function read() {
    try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; }
  }

  function keep() {
    if (Object.keys(queue).length) localStorage.setItem(store, JSON.stringify(queue));
    else localStorage.removeItem(store);
  }

  const person = (input) => input.closest("tr").querySelector("[name^=p]").value;
  const column = (input) => input.name.replace(/^c\d+\./, "");
  const key = (input) => `${person(input)}.${column(input)}`;
  const seen = (input) => form.elements[input.name.replace("c", "w")];
  const find = (name) => grid.flat().find((input) => key(input) === name);
  const tidy = (text) => text.trim().replace(/\s+/g, " ");
  // Not crypto.randomUUID: a school's server without TLS has none.
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  /* A cell was left. What is on its way may already stand there: the server may find either. */
  function left(input, instead) {
    const name = key(input), value = tidy(input.value), held = queue[name];
    if (!instead && (held ? held.value === value : seen(input).value === value)) return;
    const was = instead ?? (held ? [...new Set([...held.was, held.value])] : [seen(input).value]);
    queue[name] = { was, value, once: fresh() };
    keep();
    paint(input, "queued");
    forget(name);
    flush();
  }

  function paint(input, how) {
    input.classList.remove("queued", "saved");
    input.removeAttribute("aria-invalid");
    if (how === "wrong") input.setAttribute("aria-invalid", "true");
    else if (how) input.classList.add(how);
  }

  function status(text, kind = "") {
    line.hidden = !text;
    line.className = `notice ${kind}`;
    line.textContent = text;
  }

  const many = (text) => text.replace("{n}", Object.keys(queue).length);

  async function flush() {
    if (sending) return;
    clearTimeout(timer);
    const names = Object.keys(queue);
    if (!names.length) return;
    const name = names[0], one = queue[name], [who, subject, kind] = name.split(".");
    const body = new URLSearchParams({ person: who, subject, kind, value: one.value });
    one.was.forEach((text) => body.append("was", text));
    sending = one;
    status(say.saving);
    let told;
    try {
      const answer = await fetch(say.cell, {
        method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(20000),
        headers: { "X-CSRFToken": token, "Idempotency-Key": one.once },
      });
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
        sending = null;
        return status(many(say.ended), "bad");
      }
      if (!answer.ok) throw new Error(answer.status);
      told = await answer.json();
    } catch {
      sending = null;
      status(many(say.offline), "warn");
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, 30000);
      return;
    }
    sending = null;
    wait = 2000;
    answered(name, one, told);
    keep();
    if (Object.keys(queue).length) flush();
    else status(news.children.length ? "" : say.saved, "good");
  }

  function answered(name, one, told) {
    const input = find(name), newer = queue[name] && queue[name].once !== one.once;
    const stands = told.state === "saved" || told.state === "same";
    if (!newer) delete queue[name];
    if (!input) return;
    if (stands || told.state === "refused") seen(input).value = told.text;
    if (newer) return;
    if (stands) {
      if (document.activeElement !== input || tidy(input.value) === one.value) input.value = told.text;
      paint(input, "saved");
      const result = input.closest("tr").querySelector("[data-result]");
      if (result) result.textContent = told.result || "—";
      document.getElementById("filled").textContent = told.filled;
    } else {
      paint(input, "wrong");
      tell(name, input, one, told);
    }
  }

  function forget(name) {
    [...news.children].filter((item) => item.dataset.cell === name).forEach((item) => item.remove());
  }

  /* A refusal says the rule and leaves what was typed; a conflict shows both values and lets one choose. */
  function tell(name, input, one, told) {
    forget(name);
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("span");
    item.dataset.cell = name;
    link.href = `#${input.id}`;
    link.textContent = input.getAttribute("aria-label");
    link.addEventListener("click", (event) => { event.preventDefault(); input.focus(); });
    item.append(link, text);
    if (told.state === "conflict") {
      text.textContent = `${say.theirs}: ${told.text || say.empty}${told.who ? ` (${told.who}, ${told.when})` : ""}. ${say.typed}: ${one.value || say.empty}.`;
      item.append(
        button(say.mine, () => { input.value = one.value; seen(input).value = told.text; left(input, [told.text]); }),
        button(say.take, () => { input.value = seen(input).value = told.text; paint(input, ""); forget(name); input.focus(); }),
      );
    } else text.textContent = `${told.says} ${told.remedy}${told.rule ? ` (${told.rule})` : ""}`;
    news.append(item);
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn plain slim";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function at(input) {
    const row = grid.findIndex((cells) => cells.includes(input));
    return [row, row < 0 ? -1 : grid[row].indexOf(input)];
  }

  function go(row, place) {
    const next = grid[row]?.[place];
    if (next) { next.focus(); next.select(); }
    return Boolean(next);
  }

  form.addEventListener("keydown", (event) => {
    const input = event.target, [row, place] = at(input);
    if (row < 0 || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const start = input.selectionStart === 0, end = input.selectionEnd === input.value.length;
    const step = {
      Enter: event.shiftKey ? [-1, 0] : [1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0],
      ArrowLeft: start && [0, -1], ArrowRight: end && [0, 1],
    }[event.key];
    if (!step) return;
    if (go(row + step[0], place + step[1]) || event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") left(input);
  });

  form.addEventListener("focusout", (event) => { if (at(event.target)[0] >= 0) left(event.target); });

  /* A column or a block from a spreadsheet goes into the cells below and beside. */
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, ""), [row, place] = at(event.target);
    if (row < 0 || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    text.split("\n").forEach((cells, down) => cells.split("\t").forEach((value, right) => {
      const input = grid[row + down]?.[place + right];
      if (input) { input.value = value.trim(); left(input); }
    }));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    grid.flat().forEach((input) => left(input));
    if (!Object.keys(queue).length) status(say.saved, "good");
  });

  addEventListener("online", () => { wait = 2000; flush(); });
  addEventListener("pagehide", () => { if (at(document.activeElement)[0] >= 0) left(document.activeElement); });

  /* What an earlier visit could not send. */
  for (const [name, one] of Object.entries(queue)) {
    const input = find(name);
    if (input) { input.value = one.value; paint(input, "queued"); }
  }
  flush();
})();
