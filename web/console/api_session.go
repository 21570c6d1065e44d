package console

import (
	"context"
	"errors"

	"qunli/kit/serve"
	"qunli/org"
)

// who is the party that asks.
type who struct {
	Kind        org.ActorKind    `json:"kind" enum:"staff,token,job"`
	StaffID     org.StaffID      `json:"staff_id" doc:"Empty for a token or the command line"`
	Name        string           `json:"name"`
	Login       string           `json:"login"`
	Role        org.Role         `json:"role"`
	Scope       org.ScopeKind    `json:"scope"`
	StoreID     org.StoreID      `json:"store_id"`
	Permissions []org.Permission `json:"permissions"`
	PagesURL    string           `json:"pages_url" doc:"Under which customers reach their pages, as the server was told; empty: as whoever asks does"`
}

func (c *Console) whoAmI(ctx context.Context, _ *struct{}) (who, error) {
	a, _ := org.ActorOf(ctx)
	out := who{Kind: a.Kind, Role: a.Role, Scope: a.Scope, StoreID: a.Store, Permissions: a.Role.Permissions(), PagesURL: c.PagesURL}
	if a.Kind != org.ActorStaff {
		return out, nil
	}
	me, err := c.Org.Me(ctx)
	out.StaffID, out.Name, out.Login = me.ID, me.Name, me.Login
	return out, err
}

type loginIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Login    string `json:"login" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}

func (c *Console) login(ctx context.Context, in *loginIn) (who, error) {
	return c.signIn(ctx, func() (org.SignedIn, error) {
		got, err := c.Org.Login(ctx, org.LoginRequest{Login: in.Body.Login, Password: in.Body.Password,
			Address: serve.Address(ctx), Agent: in.Agent})
		if errors.Is(err, org.ErrSignIn) {
			err = c.wrongPassword(ctx)
		}
		return got, err
	})
}

// wrongPassword is what a wrong password is answered with; before there is an owner, where to begin.
func (c *Console) wrongPassword(ctx context.Context) error {
	owned, err := org.HasOwner(ctx, c.DB.Read())
	switch {
	case err != nil:
		return err
	case !owned:
		return org.ErrNoOwner
	}
	return org.ErrSignIn
}

// signIn runs a verb that ends in a session and gives its cookie to the caller.
func (c *Console) signIn(ctx context.Context, verb func() (org.SignedIn, error)) (who, error) {
	if err := maySignIn(ctx); err != nil {
		return who{}, err
	}
	in, err := verb()
	if err != nil {
		return who{}, err
	}
	setCookie(ctx, sessionCookie(ctx, in.Token, in.Expires))
	s := in.Staff
	return who{Kind: org.ActorStaff, StaffID: s.ID, Name: s.Name, Login: s.Login, Role: s.Role, Scope: s.Scope,
		StoreID: s.StoreID, Permissions: s.Role.Permissions(), PagesURL: c.PagesURL}, nil
}

type setupIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Token    string `json:"token" doc:"Of the set-up link"`
		Login    string `json:"login"`
		Name     string `json:"name"`
		Password string `json:"password" maxLength:"1000"`
	}
}

func (c *Console) setup(ctx context.Context, in *setupIn) (who, error) {
	return c.signIn(ctx, func() (org.SignedIn, error) {
		return c.Org.Setup(ctx, org.SetupRequest{Token: in.Body.Token, Login: in.Body.Login, Name: in.Body.Name,
			Password: in.Body.Password, Address: serve.Address(ctx), Agent: in.Agent})
	})
}

type passwordLinkIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Token    string `json:"token" doc:"Of the password link"`
		Password string `json:"password" maxLength:"1000"`
	}
}

func (c *Console) usePasswordLink(ctx context.Context, in *passwordLinkIn) (who, error) {
	return c.signIn(ctx, func() (org.SignedIn, error) {
		return c.Org.SetPassword(ctx, org.SetPasswordRequest{Token: in.Body.Token, Password: in.Body.Password,
			Address: serve.Address(ctx), Agent: in.Agent})
	})
}

func (c *Console) logout(ctx context.Context, _ *struct{}) (none, error) {
	err := c.Org.Logout(ctx)
	setCookie(ctx, sessionCookie(ctx, "", 0))
	return none{}, err
}

func (c *Console) sessions(ctx context.Context, _ *struct{}) (list[org.Session], error) {
	all, err := c.Org.Sessions(ctx)
	return listOf(all, ""), err
}

type sessionIn struct {
	ID ref[org.SessionID] `path:"id"`
}

func (c *Console) signOut(ctx context.Context, in *sessionIn) (none, error) {
	return none{}, c.Org.SignOut(ctx, in.ID.ID)
}

func (c *Console) signOutEverywhere(ctx context.Context, _ *struct{}) (none, error) {
	return none{}, c.Org.SignOutEverywhere(ctx, 0)
}

type changePasswordIn struct {
	Body struct {
		Old string `json:"old" maxLength:"1000"`
		New string `json:"new" maxLength:"1000"`
	}
}

func (c *Console) changePassword(ctx context.Context, in *changePasswordIn) (none, error) {
	return none{}, c.Org.ChangePassword(ctx, in.Body.Old, in.Body.New)
}
