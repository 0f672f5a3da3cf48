/* Big buttons that count up and down, a form that waits for the connection, and a link to copy. Without this
   script the pages are ordinary forms. Nothing is stored on the device. */
(() => {
  const pauses = [2, 4, 8, 15];

  const button = (text, label, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", press);
    return made;
  };

  // An empty field starts from what is likely; the person sees it and goes on from there.
  const count = (input, step) => {
    const likely = input.form.elements[input.dataset.startFrom];
    const typed = parseInt(input.value, 10);
    const next = Number.isNaN(typed) ? parseInt(likely?.value, 10) || 1 : typed + step;
    input.value = Math.max(0, next);
  };

  document.querySelectorAll(".counts").forEach((counts) => {
    counts.querySelectorAll("input").forEach((input) => {
      const label = input.labels[0].textContent;
      const frame = document.createElement("div");
      frame.className = "stepper";
      input.replaceWith(frame);
      frame.append(
        button("−", `${counts.dataset.fewer}: ${label}`, () => count(input, -1)),
        input,
        button("+", `${counts.dataset.more}: ${label}`, () => count(input, 1)),
      );
    });
  });

  document.querySelectorAll("form.report").forEach((form) => {
    const state = form.querySelector(".state");
    const send = form.querySelector("[type=submit]");

    const post = async (attempt) => {
      let answer;
      try {
        answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      } catch { /* no connection: the same form is sent again, and counts once */ }
      if (answer?.redirected) location.assign(answer.url);
      // The server has something to say: its page takes over, with all that was typed.
      else if (answer && answer.status < 500) form.submit();
      else {
        state.textContent = form.dataset.waiting;
        setTimeout(post, 1000 * (pauses[attempt] || 15), attempt + 1);
      }
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (send.getAttribute("aria-disabled")) return;
      send.setAttribute("aria-disabled", "true");
      state.textContent = form.dataset.sending;
      post(0);
    });
  });

  document.querySelectorAll("[data-copy]").forEach((input) => {
    input.addEventListener("focus", () => input.select());
    if (!navigator.clipboard) return;
    const copy = button(input.dataset.copy, "", async () => {
      await navigator.clipboard.writeText(input.value);
      copy.textContent = input.dataset.copied;
    });
    input.nextElementSibling.prepend(copy);
  });
})();
