// Tells the frame around a preview where the first thing to do ends, in points from the top of the page; 0 there is none.
addEventListener('load', function () {
  var all = document.querySelectorAll('[data-cta],.play button,.play .go'), end = 0;
  for (var i = 0; i < all.length && !end; i++) {
    var at = all[i].getBoundingClientRect();
    if (at.height) end = Math.ceil(at.bottom + scrollY);
  }
  parent.postMessage({ qunli: 'fold', end: end, wide: innerWidth, tall: innerHeight }, '*');
});
