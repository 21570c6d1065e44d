package console

import (
	"strings"
	"testing"

	"qunli/intake"
	"qunli/org"
)

// An import is stopped by whoever may import, and shown as that; one that is over is not. What it had taken (here nothing) is
// taken back as ever.
func TestAnImportIsStoppedByAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		one := ok[importView](boss, "POST", "/api/imports?kind=orders&source=shop&name=o.csv", orderFile)
		path := "/api/imports/" + one.ID.String()
		refused(h.bearer(org.RoleReader, org.ScopeAll, 0), 403, "", "POST", path+"/cancel", nil)
		stopped := ok[importView](boss, "POST", path+"/cancel", nil)
		if stopped.State != intake.Cancelled || stopped.Error == nil || stopped.Error.Code != "import.cancelled" || !strings.Contains(stopped.Error.En, "4 rows 0 were read") {
			h.Errorf("%+v %+v", stopped, stopped.Error)
		}
		refused(boss, 409, "import.over", "POST", path+"/cancel", nil)
		h.work()
		if got := ok[importView](boss, "GET", path, nil); got.State != intake.Cancelled || got.Rows != 0 {
			h.Errorf("%+v", got)
		}
		if undone := ok[importView](boss, "POST", path+"/undo", nil); undone.State != intake.Undone {
			h.Errorf("%+v", undone)
		}
	})
}
