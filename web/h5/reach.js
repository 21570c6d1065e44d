(function(){var u=location.pathname+'/reach',d=document,t={};
function tell(s){if(!t[s]){t[s]=1;send('step='+s)}}
function send(b){
if(navigator.sendBeacon&&window.Blob){navigator.sendBeacon(u,new Blob([b],{type:'application/x-www-form-urlencoded'}))}
else{var x=new XMLHttpRequest();x.open('POST',u);x.setRequestHeader('Content-Type','application/x-www-form-urlencoded');x.send(b)}}
function at(e){return e.target.closest&&e.target.closest('[data-cta]')}
if(window.IntersectionObserver){var o=new IntersectionObserver(function(e){for(var i=0;i<e.length;i++)if(e[i].isIntersecting){o.disconnect();tell('seen');return}},{threshold:.5}),c=d.querySelectorAll('[data-cta]');
for(var i=0;i<c.length;i++)o.observe(c[i])}
d.addEventListener('click',function(e){if(at(e))tell('clicked')});
d.addEventListener('focusin',function(e){if(e.target.form)tell('begun')});
var far=0,ms=0,told='',from=d.hidden?0:Date.now();
function look(){var h=d.documentElement.scrollHeight;far=Math.max(far,Math.min(100,Math.floor((window.pageYOffset+window.innerHeight+1)/h*100)))}
function leave(){if(from)ms+=Date.now()-from;from=0;look();var b='depth='+far+'&dwell='+ms;if(b!==told)send(told=b)}
d.addEventListener('scroll',look,{passive:true});window.addEventListener('load',look);window.addEventListener('pagehide',leave);
d.addEventListener('visibilitychange',function(){if(d.hidden)leave();else from=Date.now()})})()
