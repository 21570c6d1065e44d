// What pages of games do when scripts run: count down by the server's clock, send a form once, look again when something is about to
// change, copy a link, hand a payment, or the card to be forwarded, to WeChat, and tell how long the first screen took. Everything works without it, by the reload button.
(function () {
  'use strict';
  var root = document.querySelector('main');
  var ahead = 0;
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function left(ms) {
    var s = Math.max(0, Math.round(ms / 1000)), d = Math.floor(s / 86400), h = Math.floor(s % 86400 / 3600);
    return (d ? d + (document.documentElement.lang === 'en' ? ' d ' : ' 天 ') : '') + two(h) + ':' + two(Math.floor(s % 3600 / 60)) + ':' + two(s % 60);
  }
  function tick() {
    var all = document.querySelectorAll('[data-until]'), now = Date.now() + ahead, over = false;
    for (var i = 0; i < all.length; i++) {
      var ms = all[i].getAttribute('data-until') - now;
      all[i].textContent = left(ms);
      over = over || ms <= 0 && ms > -3000;
    }
    if (over) look();
  }
  function begin() {
    ahead = root.getAttribute('data-now') - Date.now();
    var copies = root.querySelectorAll('[data-copy]');
    for (var i = 0; i < copies.length; i++) copies[i].hidden = false;
    tick();
  }
  var looking = false;
  function look() {
    if (looking || document.hidden || root.querySelector('[data-sent]')) return;
    looking = true;
    fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } }).then(function (a) {
      if (a.redirected) { location.replace(a.url); return null; }
      return a.ok ? a.text() : null;
    }).then(function (text) {
      looking = false;
      if (!text) return;
      var next = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
      var busy = root.contains(document.activeElement) && document.activeElement.tagName === 'INPUT';
      if (!next || busy) return;
      next.removeAttribute('hidden');
      root.replaceWith(next);
      root = next;
      begin();
    }, function () { looking = false; });
  }
  document.addEventListener('submit', function (e) {
    if (e.target.hasAttribute('data-sent')) { e.preventDefault(); return; }
    e.target.setAttribute('data-sent', '');
    e.target.setAttribute('aria-busy', 'true');
  });
  function hand(b) {
    if (!b || !window.WeixinJSBridge) return false;
    window.WeixinJSBridge.invoke(b.getAttribute('data-call'), JSON.parse(b.getAttribute('data-with')), function () { location.replace(b.href); });
    return true;
  }
  function handed() { hand(root.querySelector('[data-at]')); }
  document.addEventListener('click', function (e) {
    if (hand(e.target.closest ? e.target.closest('[data-call]') : null)) e.preventDefault();
  });
  if (window.WeixinJSBridge) handed(); else document.addEventListener('WeixinJSBridgeReady', handed);
  document.addEventListener('click', function (e) {
    var b = e.target.closest ? e.target.closest('[data-copy]') : null, field = b && document.getElementById(b.getAttribute('data-copy'));
    if (!field) return;
    field.focus();
    field.setSelectionRange(0, field.value.length);
    if (document.execCommand('copy')) b.textContent = b.getAttribute('data-done');
  });
  window.addEventListener('load', function () {
    var to = root.getAttribute('data-load'), clock = window.performance;
    if (to && clock && clock.timing && navigator.sendBeacon) setTimeout(function () {
      var paint = clock.getEntriesByName && clock.getEntriesByName('first-contentful-paint')[0];
      var ms = Math.round(paint ? paint.startTime : clock.timing.domContentLoadedEventEnd - clock.timing.navigationStart);
      if (ms > 0) navigator.sendBeacon(to, new Blob(['ms=' + ms], { type: 'application/x-www-form-urlencoded' }));
    }, 0);
  });
  window.addEventListener('load', function () {
    var at = document.getElementById('sdk');
    if (!at) return;
    function says(what) { return at.getAttribute('data-' + what); }
    fetch('/g/signed?page=' + encodeURIComponent(location.href.split('#')[0])).then(function (a) { return a.ok ? a.json() : null; }).then(function (sign) {
      if (!sign) return;
      var sdk = document.createElement('script');
      sdk.src = says('src');
      sdk.onload = function () {
        sign.jsApiList = ['updateAppMessageShareData', 'updateTimelineShareData'];
        window.wx.config(sign);
        window.wx.ready(function () {
          window.wx.updateAppMessageShareData({ title: says('title'), desc: says('line'), link: says('link'), imgUrl: says('image') });
          window.wx.updateTimelineShareData({ title: says('title'), link: says('link'), imgUrl: says('image') });
        });
      };
      document.head.appendChild(sdk);
    });
  });
  window.addEventListener('pageshow', function (e) { if (e.persisted) location.reload(); });
  setInterval(tick, 1000);
  setInterval(function () { if (root.hasAttribute('data-live')) look(); }, 4000);
  begin();
})();
