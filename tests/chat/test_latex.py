"""LaTeX as readable Unicode text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.latex.formula import MAX_LENGTH, formula_line, formula_lines
from copilot_tui.chat.latex.reader import MAX_NESTING, Reader
from copilot_tui.chat.latex.symbols import SYMBOLS
from copilot_tui.text import clean

FORMULAS = r"""
E=mc^2 => E = mc²
a^2+b^2=c^2 => a² + b² = c²
x^{n+1} => xⁿ⁺¹
x_1, x_2, \ldots, x_n => x₁, x₂, …, xₙ
x_i^2 => xᵢ²
x^2_i => xᵢ²
x_{\max} => xₘₐₓ
v_{\text{Total}} => v_(Total)
a_{i,j} => a_(i,j)
x^{x^x} => x^(xˣ)
x^{1/2} => x^(1/2)
e^{-x^2} => e^(−x²)
e^{i\pi}+1=0 => e^(iπ) + 1 = 0
e^{\alpha}x => e^α x
10^{-3} => 10⁻³
{}^{14}C => ¹⁴C
A^T A => AᵀA
A^\top => Aᵀ
A^\dagger => A†
90^\circ => 90°
V^\perp => V^⊥
f''(x) => f″(x)
x'_1 => x′₁
\frac{a+b}{c+d} => (a+b)/(c+d)
\frac{1}{2} => ½
\frac12 mv^2 => ½mv²
\left(\frac{1}{2}\right)^n => (½)ⁿ
\frac{a}{b}c => (a/b)c
-\frac{a}{b} => −a/b
\frac{\frac{a}{b}}{c} => (a/b)/c
\frac{a}{b/c} => a/(b/c)
\frac{1}{2\pi} => 1/(2π)
\frac{1}{1+e^{-x}} => 1/(1+e⁻ˣ)
\frac{n(n+1)}{6} => n(n+1)/6
\frac{n!}{k!(n-k)!} => n!/(k!(n−k)!)
\frac{(a+b)^2}{(c+d)^2} => (a+b)²/(c+d)²
\frac{dy}{dx} => dy/dx
\frac{\partial^2 u}{\partial x^2} => ∂²u/∂x²
\frac{1}{n}\sum_{i=1}^n x_i => (1/n) ∑ᵢ₌₁ⁿ xᵢ
x = \frac{-b \pm \sqrt{b^2-4ac}}{2a} => x = (−b±√(b²−4ac))/(2a)
\text{speed} = \frac{\text{distance}}{\text{time}} => speed = distance/time
\frac{total distance}{total time} => (total distance)/(total time)
\sqrt{2} => √2
\sqrt{2}\pi => √2 π
2\sqrt{x+1} => 2√(x+1)
\sqrt[3]{x} => ∛x
\sqrt[n]{x+1} => ⁿ√(x+1)
\sqrt{\frac{a}{b}} => √(a/b)
\sum_{i=1}^{n} i^2 => ∑ᵢ₌₁ⁿ i²
\sum\limits_{k=0}^{\infty} a_k => ∑ₖ₌₀^∞ aₖ
\sum_{\substack{i<n \\ j<m}} a_{ij} => ∑_(i<n;j<m) aᵢⱼ
\prod_{k=1}^{n} k = n! => ∏ₖ₌₁ⁿ k = n!
\int_0^1 f(x)\,dx => ∫₀¹ f(x) dx
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi} => ∫_(−∞)^∞ e^(−x²) dx = √π
\iint_D f\,dA => ∬_D f dA
\lim_{x\to 0}\frac{\sin x}{x}=1 => lim_(x→0) (sin x)/x = 1
\frac{d}{dx}\int_a^x f(t)\,dt = f(x) => (d/dx) ∫ₐˣ f(t) dt = f(x)
\bigcup_{i \in I} A_i => ⋃_(i∈I) Aᵢ
\sin^2\theta+\cos^2\theta=1 => sin² θ + cos² θ = 1
2\sin x\cos x => 2 sin x cos x
\sin\frac{x}{2} => sin(x/2)
\log_2 n => log₂ n
\ln\left(1+x\right) => ln(1 + x)
\max_{x\in X} f(x) => max_(x∈X) f(x)
\operatorname{rank}(A) => rank(A)
\operatorname*{argmin}_x f => argminₓ f
\underset{x}{\arg\max} f(x) => arg maxₓ f(x)
\nabla\cdot\vec{E} = \frac{\rho}{\varepsilon_0} => ∇ · E⃗ = ρ/ε₀
\hat{y} => ŷ
\bar{x} => x̄
\dot{x} + \ddot{x} => ẋ + ẍ
\tilde{n} => ñ
\overline{AB} => A̅B̅
\mathbb{R}^n => ℝⁿ
x \in \mathbb{N} \implies x \geq 0 => x ∈ ℕ ⇒ x ≥ 0
\mathbf{F} = m\mathbf{a} => 𝐅 = m𝐚
\mathcal{L}(\theta) => ℒ(θ)
\mathcal{O}(n \log n) => 𝒪(n log n)
\mathfrak{g} => 𝔤
\mathrm{d}x => dx
a \equiv b \pmod{n} => a ≡ b (mod n)
a \bmod n => a mod n
\{x \mid x > 0\} => {x | x > 0}
P(A|B) = \frac{P(B|A)P(A)}{P(B)} => P(A|B) = P(B|A)P(A)/P(B)
A \cup B \subseteq C \setminus \emptyset => A ∪ B ⊆ C ∖ ∅
\forall x \exists y: \neg p \lor q => ∀x∃y : ¬p ∨ q
x \not\in A => x ∉ A
a \not= b \ne c => a ≠ b ≠ c
\lfloor x \rfloor + \lceil y \rceil => ⌊x⌋ + ⌈y⌉
\langle \psi | \phi \rangle => ⟨ψ|ϕ⟩
\left.\frac{df}{dx}\right|_{x=0} => df/dx|ₓ₌₀
|x-y| < \epsilon => |x − y| < ϵ
f: A \to B => f : A → B
x \mapsto -x => x ↦ −x
a \xrightarrow{f} b => a →ᶠ b
\binom{n}{k} => C(n, k)
3\times10^8\,\text{m/s} => 3 × 10⁸ m/s
1{,}000 + 1,000.5 => 1,000 + 1,000.5
f(x,y) => f(x, y)
50\% \$5 \#1 => 50%$5#1
a\,b\quad c => a b  c
x \text{ if } y => x if y
\begin{pmatrix}1&2\\3&-4\end{pmatrix} => (1 2; 3 −4)
|x| = \begin{cases}x & x \ge 0\\-x & x<0\end{cases} => |x| = {x x ≥ 0; −x x < 0
\begin{aligned}x &= 1 \\ y &= 2\end{aligned} => x = 1; y = 2
\boxed{42} => [42]
\foo{\alpha} + 1 => \foo{\alpha} + 1
\foo x => \foo x
"""
PAIRS = [tuple(pair.split(" => ")) for pair in FORMULAS.strip().split("\n")]

PIECES = [
    *(r"\frac", r"\sqrt", "{", "}", "[", "]", "^", "_", r"\left", r"\right", "(", ")", "&", r"\\"),
    *(r"\begin{pmatrix}", r"\end{pmatrix}", r"\begin{aligned}", r"\end{aligned}", r"\begin"),
    *(r"\text{ab}", r"\hat", "x", "12", " ", "'", "+", "=", r"\sin", r"\not", r"\foo", r"\boxed"),
    *(
        "\\",
        r"\overset",
        r"\sum",
        r"\mathbb{R}",
        "中",
        "\n",
        "\t",
        "$",
        r"\tag",
        "\u0302",
        "-",
        ",",
    ),
]
sources = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text().map(clean)
)


@pytest.mark.parametrize(("latex", "text"), PAIRS, ids=[latex for latex, _ in PAIRS])
def test_latex_reads_as_a_mathematician_would_write_it(latex: str, text: str) -> None:
    assert formula_line(latex) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"\begin{pmatrix}1&2\\3&-4\end{pmatrix}", ["⎛ 1  2  ⎞", "⎝ 3  −4 ⎠"]),
        (
            r"A = \left[\begin{array}{rl} 1 & 0 \\ 10 & 1 \\ 0 & 10 \end{array}\right] x",
            ["    ⎡  1  0  ⎤", "A = ⎢ 10  1  ⎥ x", "    ⎣  0  10 ⎦"],
        ),
        (
            r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{else} \end{cases}",
            ["|x| = ⎧ x   if x ≥ 0", "      ⎩ −x  else"],
        ),
        (
            r"f = \begin{cases} 1 \\ 2 \\ 3 \end{cases}",
            ["    ⎧ 1", "f = ⎨ 2", "    ⎩ 3"],
        ),
        (
            r"\begin{align*} f(x) &= 1 + 2 \\ &= 3 \\ &\quad + 4 \end{align*}",
            ["f(x) = 1 + 2", "     = 3", "       + 4"],
        ),
        (r"x &= 1 \\ y &= 2 \\", ["x = 1", "y = 2"]),
        (r"\begin{bmatrix}a\\b\end{bmatrix}^T", ["⎡ a ⎤ᵀ", "⎣ b ⎦"]),
        (r"\begin{vmatrix}a&b\\c&d\end{vmatrix} = ad-bc", ["│ a  b │ = ad − bc", "│ c  d │"]),
        (r"x = \boxed{42}", ["    ┌────┐", "x = │ 42 │", "    └────┘"]),
        (r"\begin{matrix}中&a\\x&b\end{matrix}", ["中  a", "x   b"]),
    ],
)
def test_matrices_cases_and_equations_stand_in_rows_and_columns(
    latex: str, rows: list[str]
) -> None:
    lines = formula_lines(latex)
    assert lines is not None
    assert list(lines) == rows


@pytest.mark.parametrize(
    "latex",
    [
        *(r"\frac{a}{", r"\frac{a}", "a^", "}", "{", r"\left(x", r"\begin{pmatrix}1", "a^b^c"),
        *(r"\begin{tikzpicture}\end{tikzpicture}", r"\begin{matrix}a\end{cases}", r"\hat{}", " "),
        r"\,",
    ],
)
def test_what_is_no_whole_formula_is_not_converted(latex: str) -> None:
    assert formula_line(latex) is None
    assert formula_lines(latex) is None


@pytest.mark.parametrize("name", [name for name in SYMBOLS if name.isalpha()])
def test_no_known_command_is_left_as_its_source(name: str) -> None:
    line = formula_line(rf"a \{name} b")
    assert line is not None
    assert name == "backslash" or "\\" not in line


@given(sources)
def test_whatever_comes_nothing_fails_and_no_control_character_comes_out(source: str) -> None:
    for text in (formula_line(source), *(formula_lines(source) or ())):
        assert text is None or not any(unicodedata.category(sign) == "Cc" for sign in text)


def test_formulas_nested_too_deeply_or_too_long_are_not_converted() -> None:
    for opening in ("{", r"\sqrt{", r"\left(", "x^{", r"\begin{matrix}"):
        assert formula_line(opening * (MAX_NESTING + 1) + "x") is None
    deep = r"\sqrt{" * (MAX_NESTING - 1) + "x" + "}" * (MAX_NESTING - 1)
    assert formula_line(deep) is not None
    assert formula_line("x" * MAX_LENGTH) == "x" * MAX_LENGTH
    assert formula_line("x" * (MAX_LENGTH + 1)) is None


@pytest.mark.parametrize(
    "latex",
    [
        "&" * 4_000 + r"\begin{matrix}" + r"\\" * 4_000 + r"\end{matrix}",
        "a" * 5_000 + r"\\x" * 4_000,
        "&" * 5_000 + r"\\" * 5_000,
    ],
    ids=["a column beside many cells", "a wide row above many", "a wide row with many below"],
)
def test_a_table_that_would_fill_the_memory_is_not_drawn(latex: str) -> None:
    assert formula_lines(latex) is None


@pytest.mark.parametrize(
    "piece", ["{x}", "x_1", r"\hat{x}", "+", "'", r"\frac12x", "(", r"\foo", "1,", r"\text{a b}"]
)
def test_each_token_is_taken_once(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    take = Reader.take

    def counting_take(self: Reader) -> str:
        nonlocal taken
        taken += 1
        return take(self)

    monkeypatch.setattr(Reader, "take", counting_take)
    source = piece * (MAX_LENGTH // len(piece))
    assert formula_line.__wrapped__(source) is not None
    assert taken <= len(source)
