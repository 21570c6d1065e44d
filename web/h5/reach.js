(function(){var u=location.pathname+'/reach',d=document,t={};
function tell(s){if(t[s])return;t[s]=1;var b='step='+s;
if(navigator.sendBeacon&&window.Blob){navigator.sendBeacon(u,new Blob([b],{type:'application/x-www-form-urlencoded'}))}
else{var x=new XMLHttpRequest();x.open('POST',u);x.setRequestHeader('Content-Type','application/x-www-form-urlencoded');x.send(b)}}
function at(e){return e.target.closest&&e.target.closest('[data-cta]')}
if(window.IntersectionObserver){var o=new IntersectionObserver(function(e){for(var i=0;i<e.length;i++)if(e[i].isIntersecting){o.disconnect();tell('seen');return}},{threshold:.5}),c=d.querySelectorAll('[data-cta]');
for(var i=0;i<c.length;i++)o.observe(c[i])}
d.addEventListener('click',function(e){if(at(e))tell('clicked')});
d.addEventListener('focusin',function(e){if(e.target.form)tell('begun')})})()
