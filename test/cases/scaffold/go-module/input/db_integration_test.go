//go:build integration

package tally
