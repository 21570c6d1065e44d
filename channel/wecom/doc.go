// Package wecom speaks 企业微信 (WeCom): it seals and opens what passes through the callback address, calls the server's API,
// and turns what it learns into the neutral words of package channel. It knows no customers.
package wecom
