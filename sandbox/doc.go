// Package sandbox is the world outside: a server that behaves like WeCom (企业微信), with the phones of customers and staff, so that
// everything can be lived through with no account.
//
// What holds:
//
//   - The world is kept in memory and owned by one lock. What an act, a call or a read has seen and done is durable before it is
//     answered: whoever comes first writes for all who wait. A restart finds the world as it was.
//   - Apps hear by callback only of what clients and the console do, never of what the API does. Events keep their order, unless
//     the settings say otherwise; what was answered by 200 is not sent again, what could not be delivered is given up after
//     three more tries.
//   - The world has a clock of its own, at an offset from the real one, that can be set and stopped. Codes, quotas, transfers,
//     statistics and files live by it; waiting for an answer does not.
//   - What the vendor does not promise is a setting. Codes and shapes of errors are the vendor's.
//   - It shares nothing with those who call it: no types, no encryption.
//
// In a test:
//
//	w, err := sandbox.Open(ctx, sandbox.Options{DB: file, Clock: clock})  // one database file, one world
//	go w.Run(ctx)                                                         // sends callbacks
//	server := httptest.NewServer(w.Handler())                             // the API, the phones, /admin/
//	apps, err := w.Apps(ctx)                                              // the app with its secret
//	err = w.SetCallback(ctx, sandbox.Callback{URL: …, Token: …, AESKey: …})
//	_, err = w.Act(ctx, sandbox.Act{Verb: "hire", Name: "小美", ID: "mei"})
//	err = sandbox.Run(ctx, w, strings.NewReader("客户 张三\n张三 扫码 门店码\n期望 张三 收到 欢迎"))
//
// Set changes settings (faults, quotas, lags), Travel the clock, Seed and Place put people into the world without a word to
// anybody, State spells all that an app could know.
//
// Money: the world's merchant and its keys are Merchant; the server speaks WeChat Pay v3 under /v3/, its pay sheet and the page for
// taking a transfer stand under /pay/. The act "pay" (ID the payment, Text pay, fail, late, twice, wrong or refundlate) is a press on the
// sheet, "receive" takes a transfer, "refunddone" ends a refund, "plant" spoils a row of a day's bill. GET /admin/pay shows all of it.
//
// Act is what somebody does with a phone or in the admin console; Handler is the world by HTTP; Run sends events; a scenario is a
// text of acts and expectations (see scenario.go).
package sandbox
