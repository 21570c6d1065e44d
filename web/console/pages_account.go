package console

import (
	"net/http"
	"strings"

	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// accountForm is what the forms of sign-in, set-up and password hold; never a password.
type accountForm struct {
	Token, Login, Name, Next string
	NoOwner                  bool
}

// formPage shows a form, with the refusal of the try before when there was one. What is not the person's doing is
// returned as it is.
func (c *Console) formPage(w http.ResponseWriter, r *http.Request, name, title string, form accountForm, refusal error) error {
	p := c.newPage(r, form)
	p.Title, p.Narrow = title, true
	status := http.StatusOK
	if refusal != nil {
		if k := fault.Of(refusal).Kind; k == fault.Internal || k == fault.Unavailable {
			return refusal
		}
		problem := serve.NewProblem(r.Context(), p.Lang, refusal)
		p.Problem, status = &problem, problem.Status
	}
	return c.write(w, r, name, status, p)
}

func (c *Console) setupPage(w http.ResponseWriter, r *http.Request) error {
	token := r.URL.Query().Get("token")
	if err := c.peek(r, token, org.PurposeSetup); err != nil {
		return err
	}
	return c.formPage(w, r, "setup", wordsIn(serve.Lang(r)).SetupTitle, accountForm{Token: token}, nil)
}

// peek refuses a dead link, or one for something else, before a form is shown.
func (c *Console) peek(r *http.Request, token string, purpose org.Purpose) error {
	l, err := c.Org.PeekLink(r.Context(), token)
	if err == nil && l.Purpose != purpose {
		err = org.ErrLink
	}
	return err
}

func (c *Console) setupForm(w http.ResponseWriter, r *http.Request) error {
	form := accountForm{Token: r.PostFormValue("token"), Login: r.PostFormValue("login"), Name: r.PostFormValue("name")}
	return c.enterBy(w, r, "setup", wordsIn(serve.Lang(r)).SetupTitle, form, func() (org.SignedIn, error) {
		return c.Org.Setup(r.Context(), org.SetupRequest{Token: form.Token, Login: form.Login, Name: form.Name,
			Password: r.PostFormValue("password"), Address: serve.Address(r.Context()), Agent: r.UserAgent()})
	})
}

// enterBy runs a verb that ends in a session, and goes on to where the person wanted, or shows the form again.
func (c *Console) enterBy(w http.ResponseWriter, r *http.Request, name, title string, form accountForm, verb func() (org.SignedIn, error)) error {
	err := maySignIn(r.Context())
	var in org.SignedIn
	if err == nil {
		in, err = verb()
	}
	if err != nil {
		return c.formPage(w, r, name, title, form, err)
	}
	cookie := sessionCookie(r.Context(), in.Token, in.Expires)
	http.SetCookie(w, &cookie)
	http.Redirect(w, r, safeNext(form.Next), http.StatusSeeOther)
	return nil
}

// safeNext keeps a redirect on this site.
func safeNext(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (c *Console) loginPage(w http.ResponseWriter, r *http.Request) error {
	next := safeNext(r.URL.Query().Get("next"))
	if whoAsks(r.Context()) == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	owned, err := org.HasOwner(r.Context(), c.DB.Read())
	if err != nil {
		return err
	}
	return c.formPage(w, r, "login", wordsIn(serve.Lang(r)).LoginTitle, accountForm{Next: next, NoOwner: !owned}, nil)
}

func (c *Console) loginForm(w http.ResponseWriter, r *http.Request) error {
	form := accountForm{Login: r.PostFormValue("login"), Next: safeNext(r.PostFormValue("next"))}
	return c.enterBy(w, r, "login", wordsIn(serve.Lang(r)).LoginTitle, form, func() (org.SignedIn, error) {
		return c.Org.Login(r.Context(), org.LoginRequest{Login: form.Login, Password: r.PostFormValue("password"),
			Address: serve.Address(r.Context()), Agent: r.UserAgent()})
	})
}

func (c *Console) logoutForm(w http.ResponseWriter, r *http.Request) error {
	if err := c.Org.Logout(r.Context()); err != nil && fault.Of(err).Kind != fault.Unauthenticated {
		return err
	}
	if cookie := sessionCookie(r.Context(), "", 0); cookie.Name != "" {
		http.SetCookie(w, &cookie)
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (c *Console) passwordPage(w http.ResponseWriter, r *http.Request) error {
	token := r.URL.Query().Get("token")
	l, err := c.Org.PeekLink(r.Context(), token)
	if err == nil && l.Purpose != org.PurposePassword {
		err = org.ErrLink
	}
	if err != nil {
		return err
	}
	return c.formPage(w, r, "password", wordsIn(serve.Lang(r)).PasswordTitle, accountForm{Token: token, Login: l.Login}, nil)
}

func (c *Console) passwordForm(w http.ResponseWriter, r *http.Request) error {
	form := accountForm{Token: r.PostFormValue("token"), Login: r.PostFormValue("login")}
	return c.enterBy(w, r, "password", wordsIn(serve.Lang(r)).PasswordTitle, form, func() (org.SignedIn, error) {
		return c.Org.SetPassword(r.Context(), org.SetPasswordRequest{Token: form.Token, Password: r.PostFormValue("password"),
			Address: serve.Address(r.Context()), Agent: r.UserAgent()})
	})
}
