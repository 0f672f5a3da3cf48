/* One question at a time, and answers that are sent again when the connection fails. Without this script the
   page is one ordinary form. Nothing is stored on the device. */
(() => {
  const id = (name) => document.getElementById(name);
  const form = id("form");
  const [back, clear, next, send, state, received] = ["back", "clear", "next", "send", "state", "received"].map(id);
  const title = document.querySelector("h1");
  const steps = [...form.querySelectorAll(".step")];
  const progress = form.querySelector("progress");
  const nextLabel = next.textContent;
  const pauses = [2, 4, 8, 15];
  let at = 0;
  let changing = false;
  let sending = false;

  const chosen = () => steps[at].querySelector(":checked");
  const offerClear = () => { clear.hidden = !chosen(); };

  const show = (step, focus) => {
    at = step;
    steps.forEach((part, number) => { part.hidden = number !== at; });
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    send.hidden = !next.hidden;
    next.textContent = at === 0 ? next.dataset.start : nextLabel;
    title.classList.toggle("unseen", at > 0);
    progress.value = at;
    offerClear();
    if (focus) {
      scrollTo(0, 0);
      (steps[at].querySelector("legend") || title).focus();
    }
  };

  // Nobody who takes the device next finds an answer on it.
  const wipe = () => {
    form.reset();
    form.remove();
  };

  const arrived = () => {
    wipe();
    received.hidden = false;
    received.focus();
    if (!id("next-pupil")) history.replaceState(null, "", "/s");
  };

  const post = async (attempt) => {
    state.textContent = attempt ? state.dataset.waiting : state.dataset.sending;
    let status = 0;
    try {
      status = (await fetch(location.href, { method: "POST", body: new URLSearchParams(new FormData(form)) })).status;
    } catch { /* no connection: the same form is sent again, and counts once */ }
    if (status === 200) arrived();
    // The server has something to say: its page takes over, with all that was chosen.
    else if (status && status < 500) form.submit();
    else setTimeout(post, 1000 * (pauses[attempt] || 15), attempt + 1);
  };

  form.querySelectorAll("[name=change]").forEach((button) => {
    button.addEventListener("click", () => { changing = true; });
  });
  form.addEventListener("submit", (event) => {
    if (changing) return;
    event.preventDefault();
    if (at < steps.length - 1) show(at + 1, true);
    else if (!sending) {
      sending = true;
      send.disabled = true;
      back.disabled = true;
      post(0);
    }
  });
  form.addEventListener("change", offerClear);
  clear.addEventListener("click", () => {
    chosen().checked = false;
    offerClear();
    steps[at].querySelector("legend").focus();
  });
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  document.querySelector(".exit").addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(event.currentTarget.href);
  });
  id("next-pupil")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(event.currentTarget.href);
  });
  // A page that comes back out of the browser's memory starts anew.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  progress.hidden = false;
  show(0, false);
})();
