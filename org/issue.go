package org

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// IssueToken makes an API token and gives its plain text, which is shown this once. Nobody can issue more power than
// they have, and nobody an owner's.
func (s *Service) IssueToken(ctx context.Context, r TokenRequest) (plain string, t Token, err error) {
	if err := Must(ctx, TokenManage); err != nil {
		return "", t, err
	}
	issuer, _ := ActorOf(ctx)
	if r.Scope == "" {
		r.Scope = defaultScope(r.Role, r.Store)
	}
	if err := r.check(issuer); err != nil {
		return "", t, err
	}
	plain = secret.NewToken(TokenPrefix)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := needOpenStore(ctx, tx, r.Store); err != nil {
			return err
		}
		t = Token{ID: TokenID(tx.NewID()), Name: r.Name, Role: r.Role, Scope: r.Scope, StoreID: r.Store,
			CreatedBy: issuer.Staff, CreatedAt: tx.Now}
		if err := insertToken(ctx, tx, t, secret.Hash(plain)); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "token.issue", Object: "token", ID: int64(t.ID), After: t.masked()})
	})
	return plain, t, err
}

// RevokeToken ends a token at once. One revoked already is no error.
func (s *Service) RevokeToken(ctx context.Context, id TokenID) error {
	if err := Must(ctx, TokenManage); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := loadToken(ctx, tx, id)
		if err != nil || t.RevokedAt != 0 {
			return err
		}
		if err := revokeToken(ctx, tx, id); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "token.revoke", Object: "token", ID: int64(id), Before: t.masked()})
	})
}

// TokenQuery asks for a page of tokens in the order they were issued.
type TokenQuery struct {
	After   TokenID // the last id of the page before
	Limit   int
	Revoked bool // revoked ones too
}

// ListTokens gives a page of tokens.
func (s *Service) ListTokens(ctx context.Context, q TokenQuery) (Page[Token], error) {
	if err := Must(ctx, TokenManage); err != nil {
		return Page[Token]{}, err
	}
	size := limit(q.Limit)
	items, err := listTokens(ctx, s.db.Read(), q, size+1)
	return page(items, size, func(one Token) string { return one.ID.String() }), err
}

// AuthenticateToken gives the actor behind an API token, or ErrToken. Its use is written down at most once a minute.
// Call it before db.First marks the ctx.
func (s *Service) AuthenticateToken(ctx context.Context, plain string) (Actor, error) {
	t, err := loadLiveToken(ctx, s.db.Read(), secret.Hash(plain))
	if err != nil {
		return Actor{}, err
	}
	if s.now()-t.LastUsedAt >= touchEvery {
		err = s.touch(ctx, func(ctx context.Context, tx *db.Tx) error { return touchToken(ctx, tx, t.ID) })
	}
	return t.actor(), err
}
