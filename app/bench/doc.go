// Package bench measures the program on the machine it runs on. Every case compares two ways of doing the same work in
// one run, turn by turn, because only ratios mean anything elsewhere; absolute rates are printed and not judged.
package bench
