"""What the commands of LaTeX stand for that take no arguments.

After LaTeX's base, amsmath and amssymb; the characters are those of unicode-math, but
for long arrows, which few terminals draw in the one cell that they get.
"""

from __future__ import annotations

from copilot_tui.chat.latex.atom import Atom, Kind

_ORDINARY = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
infty ∞ partial ∂ nabla ∇ hbar ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ imath ı jmath ȷ
emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠
measuredangle ∡ triangle △ square □ Box □ blacksquare ■ diamond ⋄ degree ° prime ′
ldots … dots … dotsc … dotsb ⋯ cdots ⋯ vdots ⋮ ddots ⋱ dagger † ddagger ‡ circ ∘
clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ sharp ♯ natural ♮ checkmark ✓
S § P ¶ pounds £ euro € surd √ backslash \\ vert | Vert ‖ lbrack [ rbrack ]
% % # # $ $ & & _ _ | ‖ qed ∎ eth ð complement ∁ mho ℧ therefore ∴ because ∵
"""
_BINARY = """
pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ bullet • oplus ⊕ ominus ⊖ otimes ⊗
oslash ⊘ odot ⊙ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖
smallsetminus ∖ wr ≀ amalg ⨿ uplus ⊎ bmod mod ltimes ⋉ rtimes ⋊ veebar ⊻
"""
_RELATIONS = """
leq ≤ le ≤ geq ≥ ge ≥ leqslant ≤ geqslant ≥ neq ≠ ne ≠ ll ≪ gg ≫ lt < gt > equiv ≡ sim ∼
simeq ≃ approx ≈ cong ≅ propto ∝ asymp ≍ doteq ≐ coloneqq ≔ models ⊨ vdash ⊢ dashv ⊣ Vdash ⊩
vDash ⊨ perp ⊥ parallel ∥ nparallel ∦ mid | nmid ∤ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃
subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ sqsubset ⊏ sqsubseteq ⊑ prec ≺
succ ≻ preceq ≼ succeq ≽ lesssim ≲ gtrsim ≳ triangleq ≜ bowtie ⋈ trianglelefteq ⊴
triangleleft ◁ to → rightarrow → longrightarrow → gets ← leftarrow ← longleftarrow ←
leftrightarrow ↔ longleftrightarrow ↔ Rightarrow ⇒ Longrightarrow ⇒ implies ⇒ Leftarrow ⇐
Longleftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ Longleftrightarrow ⇔ iff ⇔ mapsto ↦
longmapsto ↦ hookrightarrow ↪ hookleftarrow ↩ twoheadrightarrow ↠ rightharpoonup ⇀
rightharpoondown ⇁ leftharpoonup ↼ rightleftharpoons ⇌ uparrow ↑ downarrow ↓ updownarrow ↕
Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ leadsto ⇝ rightsquigarrow ⇝
nrightarrow ↛ nRightarrow ⇏
"""
_LARGE = """
sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ lim lim limsup limsup liminf liminf
"""
_OPENING = "{ { lbrace { langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ("
_CLOSING = "} } rbrace } rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup )"
_FUNCTIONS = """
sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp det dim ker deg
gcd lcm hom arg max min sup inf Pr mod sgn tr rank span diag argmax argmin
"""
_SPACES = {",": 1, ":": 1, ";": 1, ">": 1, " ": 1, "thinspace": 1, "medspace": 1, "enspace": 1}
_WIDE_SPACES = {"quad": 2, "qquad": 4}
_SILENT = """
! limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag hline
big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm middle negthinspace
allowbreak nobreak relax mathstrut rm bf it
"""


def _pairs(table: str, kind: Kind) -> dict[str, Atom]:
    words = table.split()
    return {name: Atom(kind, sign) for name, sign in zip(words[::2], words[1::2], strict=True)}


SYMBOLS: dict[str, Atom] = {
    **_pairs(_ORDINARY, Kind.ORDINARY),
    **_pairs(_BINARY, Kind.BINARY),
    **_pairs(_RELATIONS, Kind.RELATION),
    **_pairs(_LARGE, Kind.LARGE),
    **_pairs(_OPENING, Kind.OPEN),
    **_pairs(_CLOSING, Kind.CLOSE),
    **{name: Atom(Kind.FUNCTION, name) for name in _FUNCTIONS.split()},
    **{name: Atom(Kind.SPACE, " " * count) for name, count in (_SPACES | _WIDE_SPACES).items()},
    **{name: Atom(Kind.SPACE, "") for name in _SILENT.split()},
    "colon": Atom(Kind.PUNCTUATION, ":"),
    "\\": Atom(Kind.PUNCTUATION, ";"),
}
"""What a command is, by its name without the backslash."""

CHARACTERS: dict[str, Atom] = {
    **{
        atom.text: atom
        for atom in SYMBOLS.values()
        if atom.kind in (Kind.BINARY, Kind.RELATION, Kind.LARGE) and len(atom.text) == 1
    },
    "+": Atom(Kind.BINARY, "+"),
    "-": Atom(Kind.BINARY, "−"),
    "*": Atom(Kind.BINARY, "*"),
    "/": Atom(Kind.BINARY, "/"),
    "=": Atom(Kind.RELATION, "="),
    ":": Atom(Kind.RELATION, ":"),
    "|": Atom(Kind.ORDINARY, "|"),
    ",": Atom(Kind.PUNCTUATION, ","),
    ";": Atom(Kind.PUNCTUATION, ";"),
    "(": Atom(Kind.OPEN, "("),
    "[": Atom(Kind.OPEN, "["),
    ")": Atom(Kind.CLOSE, ")"),
    "]": Atom(Kind.CLOSE, "]"),
    "~": Atom(Kind.SPACE, " "),
    " ": Atom(Kind.SPACE, " "),
}
"""What a character is that is more than an ordinary one."""

NEGATED = {"=": "≠", "∈": "∉", "∋": "∌", "⊂": "⊄", "⊆": "⊈", "≡": "≢", "∼": "≁", "≈": "≉"}
"""Relations and their negation."""
