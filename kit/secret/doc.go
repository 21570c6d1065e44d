// Package secret keeps what must not be read: passwords, tokens and sealed values, and hides the middle of what may be
// shown in part.
//
//   - Passwords are kept as argon2id (m = 19 MiB, t = 2, p = 1); at most two are worked on at a time, so that a flood of
//     sign-ins cannot take the memory of the machine.
//   - Tokens are 160 random bits. Only Hash of a token is stored: the token is long enough to need no salt.
//   - A Keyring seals values with a key that lies outside the database (qunli.key, or QUNLI_KEY), so that a stolen
//     database or backup gives none of them away. Every value is bound to a label saying what it is for and cannot be
//     moved to another place.
package secret
