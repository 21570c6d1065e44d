// Package crash runs the real program as its own processes and ends them at bad moments: kill -9, a full disk, SIGTERM
// under load. Afterwards it judges what is stored against what was acknowledged.
//
//	home := crash.NewHome(t, crash.SQLite)          // an installation: a folder, a database, nothing running
//	server := home.Serve()                          // qunli serve, up and answering
//	load := home.Load(seed, 4)                      // callers that place orders until each is acknowledged
//	server.Kill()                                   // kill -9
//	home.Serve()                                    // … and the callers go on with the same idempotency keys
//	load.Stop()
//	home.Judge(load.Done(), files…)                 // exactly what was acknowledged, exactly once
//
// Every random choice comes from a seed that failures print. Every process is started in a group of its own, dies with
// the process that started it, and is ended when its test ends.
package crash
