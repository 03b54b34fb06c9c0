/**
 * P(X ≤ x) for X of the beta distribution with parameters a and b (NIST DLMF 8.17.8: I_x(a,b) as a hypergeometric series, which for a
 * small x ends after some ten terms). Own code: the libraries for it weigh megabytes. `a` and `b` are multiples of ½.
 */
export function betaBelow(x: number, { a, b }: { readonly a: number; readonly b: number }): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 10_000 && term > sum * 1e-12; n++) {
    term *= ((a + b + n) / (a + 1 + n)) * x;
    sum += term;
  }
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) * (sum / a);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Γ(½) = √π, Γ(1) = 1, Γ(z+1) = zΓ(z) (DLMF 5.4, 5.5.1). */
function logGamma(z: number): number {
  let sum = z % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = z % 1 === 0 ? 1 : 0.5; at < z; at++) sum += Math.log(at);
  return sum;
}
