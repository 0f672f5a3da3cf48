/* Keeps the number of answers on the projector up to date. */
(() => {
  const received = document.getElementById("received");
  setInterval(async () => {
    try {
      const answer = await fetch(received.dataset.address);
      if (answer.ok && !answer.redirected) received.textContent = await answer.text();
    } catch { /* the next time will do */ }
  }, 10_000);
})();
