// What a page does beside textual-serve's own script (1.1.3), which draws and sends keys.
"use strict";

(() => {
  const part = (id) => document.getElementById(id);

  // The token is kept where pages of this port alone find it, and not in the address, which may
  // be seen and is kept in bookmarks.
  const given = new URLSearchParams(location.search).get("token");
  if (given) localStorage.setItem("token", given);
  history.replaceState(null, "", location.pathname);
  const token = localStorage.getItem("token") || "";

  // The name by which the server knows this tab when its page is loaded anew.
  const remembered = sessionStorage.getItem("tab");
  const random = crypto.getRandomValues(new Uint8Array(16));
  const fresh = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const tab = remembered || fresh;
  sessionStorage.setItem("tab", tab);
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  part("terminal").dataset.sessionWebsocketUrl = `${scheme}//${location.host}/tabs/${tab}/${token}`;

  let quiet = 0;
  const say = (sentence) => {
    part("said").textContent = sentence;
    part("said").hidden = false;
    clearTimeout(quiet);
    quiet = setTimeout(() => (part("said").hidden = true), 6000);
  };

  const end = (sentence) => {
    part("why").textContent = sentence;
    part("ended").hidden = false;
    part("again").focus();
  };

  part("again").addEventListener("click", () => location.reload());
  window.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url);
      this.addEventListener("message", (event) => {
        if (typeof event.data !== "string") return;
        const [kind, value] = JSON.parse(event.data);
        if (kind === "title") document.title = value;
      });
      this.addEventListener("close", (event) => {
        end(event.reason || "The connection was lost. The chat is kept.");
      });
    }

    send(data) {
      if (this.readyState === WebSocket.OPEN) super.send(data);
    }
  };

  // Where the page may not use the clipboard, as over plain http, the old way may still do.
  const copyTheOldWay = (text) => {
    const area = document.createElement("textarea");
    const before = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before) before.focus();
    return done;
  };
  const clipboard = navigator.clipboard;
  const writeText = async (text) => {
    try {
      await clipboard.writeText(text);
    } catch {
      if (!copyTheOldWay(text)) say("The browser did not let the text be copied.");
    }
  };
  // Reading it is not offered: nothing of the app asks for that.
  const offered = { writeText, readText: async () => "" };
  Object.defineProperty(navigator, "clipboard", { value: offered });

  // A link opens when the app says so, which asks first, and never by a click alone.
  const open = window.open.bind(window);
  window.open = (url) => {
    if (!/^(https?|mailto):/i.test(url || "")) return null;
    const blank = open("about:blank", "_blank");
    if (!blank) {
      say("The browser did not let the link open. Allow pop-ups of this page.");
      return null;
    }
    blank.location.href = url;
    return null;
  };

  // Keys that are the browser's here: loading anew, full screen, tools, zoom, and pasting, which
  // brings the text by an event of its own.
  const isForBrowser = ({ key, code, ctrlKey, shiftKey, altKey, metaKey }) =>
    metaKey ||
    ["F5", "F11", "F12"].includes(key) ||
    (ctrlKey && !altKey && (code === "KeyV" || (shiftKey && /^Key/.test(code)))) ||
    (ctrlKey && !altKey && ["Equal", "Minus", "Digit0"].includes(code));
  const leave = (event) => {
    if (isForBrowser(event)) event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", leave, true);
  window.addEventListener("keypress", leave, true);

  // A font that comes later would have been measured as another one.
  const start = window.onload;
  window.onload = async (event) => {
    if (!token) {
      end("This page is opened by the address that copilot-tui serve has printed.");
      return;
    }
    const faces = ["16px", "bold 16px", "italic 16px"].map((face) =>
      document.fonts.load(`${face} "Roboto Mono"`),
    );
    const patience = new Promise((done) => setTimeout(done, 3000));
    await Promise.race([Promise.allSettled(faces), patience]);
    start(event);
    document.querySelector("#terminal textarea").focus();
  };
})();
