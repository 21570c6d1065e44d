// A stand-in for the JS-SDK of WeChat and WeCom: it has the server of the sandbox check each signature, and says ready or error as the
// real one does. What pages share is kept in wx.shared, for whoever looks.
(function () {
  var home = new URL(document.currentScript.src).origin, ready = [], wrong = [], state = 'waiting', last;
  function settle(to, message) {
    state = to; last = { errMsg: message };
    (to === 'ready' ? ready : wrong).splice(0).forEach(function (f) { f(last); });
  }
  function check(o, done) {
    var q = new URLSearchParams({ appid: o.appId || o.corpid || '', agentid: o.agentid || '', timestamp: o.timestamp, noncestr: o.nonceStr, signature: o.signature, url: location.href.split('#')[0] });
    fetch(home + '/jssdk/check?' + q).then(function (r) { return r.json(); }).then(function (said) { done(said.errMsg); }, function () { done('config:fail'); });
  }
  function share(name) {
    return function (o) { window.wx.shared[name] = { title: o.title, desc: o.desc, link: o.link, imgUrl: o.imgUrl }; if (o.success) o.success({ errMsg: name + ':ok' }); };
  }
  window.wx = {
    shared: {},
    config: function (o) { check(o, function (said) { settle(/:ok$/.test(said) ? 'ready' : 'error', said); }); },
    agentConfig: function (o) { check(o, function (said) { var f = /:ok$/.test(said) ? o.success : o.fail; if (f) f({ errMsg: said }); }); },
    ready: function (f) { if (state === 'ready') f(last); else ready.push(f); },
    error: function (f) { if (state === 'error') f(last); else wrong.push(f); },
    checkJsApi: function (o) { var out = {}; (o.jsApiList || []).forEach(function (n) { out[n] = typeof window.wx[n] === 'function'; }); o.success({ checkResult: out, errMsg: 'checkJsApi:ok' }); },
    updateAppMessageShareData: share('updateAppMessageShareData'), updateTimelineShareData: share('updateTimelineShareData'), onMenuShareWechat: share('onMenuShareWechat'),
  };
}());
