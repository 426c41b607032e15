"""Makes the snapshots in infolib/snapshots from wordfreq, scikit-learn and Brotli's sources: `make data`.

Each is JSON packed by gzip, so that `infolib.data` reads it with numpy and the standard library alone:

- words: language -> level -> words, separated by spaces; a word of level n has the share 10 ** (n / 100).
  These are wordfreq's own levels and its own order, so nothing is rounded.
- letters: language -> symbol -> its count among 10 ** 12 running symbols. They are counted in all the words of
  wordfreq, not only in those that are kept here.
- digits: the 64 grey levels of each picture, and their labels.
- alice: one text, in Unix line ends, from the sources of Brotli, which are on PyPI and are taken from there.

A file that already holds the same is left alone, because another zlib would pack it into other bytes.
"""

import codecs
import gzip
import hashlib
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from functools import cache
from itertools import islice
from pathlib import Path

SNAPSHOTS = Path(__file__).resolve().parents[1] / "infolib" / "snapshots"
N_WORDS = {"de": 10_000, "en": 30_000, "es": 10_000, "fr": 10_000, "it": 10_000}

ALICE_SHA256 = "7467306ee0feed4971260f3c87421154a05be571d944e9cb021a5713700c38f0"

# What a language's list leaves out, its own part and the part for all: vulgar words, slurs, words for sexual acts
# and sexual violence. A star stands for any letters. It is in rot13, so that nobody reads it by accident.
LEFT_OUT = {
    "all": """
        nany nahf nefr nefrubyr* nefrf nff nffrf nffubyr* onqnff* onfgneq* ooj oqfz ovngpu *ovgpu* ow
        oybjwbo* obyybpx* obbo* ohttre* puvax* pyvg pyvgbe* pyvgf pbpx pbpxf pbpxfhpx* pbba pbbaf penc
        penccl pernzcvr* phz phzzvat phzf phzfubg* phag* qnza* qrrcguebng* qvpx qvpxurnq* qvpxf qvyqb*
        qbhpur* qhzonff* qlxr qlxrf rwnphy* snt snttbg* sntf sneg snegrq snegvat snegf sngnff* spx*
        srgvfu* ssf *shpx* shx tnatonat* tbqqnza* tbbx* tgsb unaqwbo* uragnv* ubbxre ubbxref ubeal
        vaprfg* wnpxnff* wvmm* xvxr* xvaxl xxx yrfob* yzsnb znfgheo* zvys zvysf zbsb zbgures* avtt*
        avccyr* ahqrf betnfz* betvrf betl cnrqb* cnxv cnxvf crqb* *crqbsvy* *crqbcuvy* *crqósvy* cravf
        cravfrf cvff* cvffvat cbbc* *cbea *cbeab* cevpx cevpxf chffvrf chffl *cäqbcuvy* *céqbcuvy*
        encr encrq encrf encvat encvfg* frzra furznyr* *fuvg* fxnax* fyhg* fznegnff* fbqbz* fcnfgvp*
        fcrez fcrezn fcvp fcvpf fgsh guerrfbzr* gvg gvgf gvggvrf gvggl genaavrf genaal gheq gheqf
        gjng* intvan* ihyin* jnax* jrgonpx* juber* jgs kkk
    """,
    "en": """
        obbgl ohfgl pevccyr pevccyrf phpx* tlcfvrf tlcfl ubr ubrf ubzb ubzbf wnc wncf zvqtrg zvqtrgf
        zbyrfg* arteb artebrf erqfxva erqfxvaf ergneq ergneqrq ergneqf fdhnj* gubg*
    """,
    "de": """
        nefpu nefput* nefpuy* orfpuvffra* ohzfra *svpx *svpxra svpxre* *svpxg* *sbgmr* serffr trvy
        trvyr trvyra trvyre trvyrf trjvpufg* uher uhera* *xnpxr* xnpxg xnanx* *xbgm* zvfftroheg*
        zhfpuv* zöfr* artre* ahggr* cvzzry* *fpurvff* *fpurvß* fpuynzcr* fpujhpu* frkxbagnxgr fcnfg*
        gvggr* ghagr* irenefpu* iretrjnygvt* irecvff* jvpuf* mvtrhare*
    """,
    "fr": """
        onvfr* onzobhy* ongneq* ovgr ovgrf obeqry* obhtabhy* oenay* oâgneq* pnpn punggr punggrf
        puvnag* puvr puvre puvbgg* puvé pba pbaaneq* pbaanff* pbaar pbaarev* pbaarf pbaf pbhvyy* phy
        phyf qéthrhy* raphy* rasbve* sbhg sbhg[nbehrm]* sbhgrag sbhgf tbhvar* thrhyr thrhyrf *zreqr*
        *zreqv* avpuba* avdh* aèter* aéteb* cnegbhm* cq cbhs cbhss* chgnva* chgr chgrf céqé céqéf
        céavf fnynhq* fnybc* fhpr fhpre fhprf gncrggr* intva* ivby ivbyre ivbyrhe* ivbyf ivbyé ivbyér
        ivbyérf ivbyéf lbhcva*
    """,
    "es": """
        nab nabf obyyren* obyhqn* obyhqb* pnoeba* pnoeóa* pnpn pntn pntnqn* pntnqb* pntna pntnaqb
        pntne pntb pnthé puvat* puhcn puhcne puúcnzr pbwba* pbwóa pbapun pbñb* phyre* phyvn* phyb
        phybf rfcrezn sbyyn sbyynq* sbyynaqb sbyyne sbyynf tvyvc* uvwnchgn uvwbchgn uhriba* uhrióa
        wbqn wbqna wbqnf wbqr wbqre* wbqrf wbqvq* wbqí znznqn* znzba znzóa znevpn znevpnf znevpba*
        znevpóa *zvreqn* begb cnwn cnwnf cnwreb* crybghq* craqrw* crar crarf creen creenf cvwn cvwnf
        cvapur* cbyyn cbyynf chgn chgnqn* chgnf chgb chgbf fhqnpn* grgn grgnf iretn iretnf ivbynqn*
        ivbynqbe* ivbyne jrba mbeen*
    """,
    "it": """
        obppuva* pnppn pntn pntne* pntng* pnmm* prffb puvniner pbtyvba* phynggba* phyv phyb *snaphyb
        svpn svtn svtngn* svtur svabppuv* *sbgg* sebpv* *vapnmm* *zreq[nrb]* zvtabgg* *zvapuv* arten
        arter artev arteb cnyyr cvfpvner cvfpvng* cvfpvb cbzcva* cbepn cbepv cbepb *chggna* erppuvba*
        evppuvba* fobee* fpbcnab fpbcner fpbcngn* fpbcngb frtn frtur fgebam* fghce* greeba* grggn
        grggr gebvn gebvr gebzoner inssna* mbppby*
    """,
}


def is_left_out(word, language):
    """Whether a word is too offensive to be listed.

    >>> is_left_out("weather", "en"), is_left_out(codecs.decode("fuvggl", "rot13"), "en")
    (False, True)
    """
    return re.fullmatch(_pattern(language), word) is not None


@cache
def _pattern(language):
    entries = codecs.decode(LEFT_OUT["all"] + LEFT_OUT[language], "rot13").split()
    return re.compile("|".join(entry.replace("*", ".*") for entry in entries))


def make():
    """The contents of the snapshots by name."""
    import wordfreq
    from sklearn.datasets import load_digits

    lists = {language: wordfreq.get_frequency_dict(language, "best") for language in [*N_WORDS, "zh"]}
    digits = load_digits()
    return {
        "words": {language: levels(lists[language], language) for language in N_WORDS},
        "letters": {language: letters(lists[language], language) for language in lists},
        "digits": {"images": digits.data.astype(int).tolist(), "labels": digits.target.tolist()},
    }


def alice():
    """The text of `alice29.txt` in the Canterbury corpus."""
    with tempfile.TemporaryDirectory() as folder:
        download = [
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary=:all:",
            f"--dest={folder}",
            "Brotli==1.1.0",
        ]
        subprocess.run([sys.executable, "-m", "pip", *download], check=True)
        with tarfile.open(next(Path(folder).iterdir())) as sources:
            content = sources.extractfile("Brotli-1.1.0/tests/testdata/alice29.txt").read()
    return content.decode("ascii").replace("\r\n", "\n")


def is_alice(text):
    """Whether this is the text of the corpus, to the last byte."""
    content = text.replace("\n", "\r\n").encode("ascii")
    return hashlib.sha256(content).hexdigest() == ALICE_SHA256


def levels(words, language):
    """The most frequent words that may be listed, by the level of their frequency."""
    kept = (word for word in words if not is_left_out(word, language))
    groups = {}
    for word in islice(kept, N_WORDS[language]):
        groups.setdefault(str(round(100 * math.log10(words[word]))), []).append(word)
    return {level: " ".join(group) for level, group in groups.items()}


def letters(words, language):
    """How often each symbol occurs among 10 ** 12, the most frequent first."""
    weights = {}
    for word, frequency in words.items():
        for symbol in written(word, language):
            weights[symbol] = weights.get(symbol, 0) + frequency
    total = math.fsum(weights.values())  # the same in every Python: from 3.12 on, sum rounds otherwise
    ordered = sorted(weights, key=weights.get, reverse=True)
    return {symbol: round(1e12 * weights[symbol] / total) for symbol in ordered}


def written(word, language):
    """The symbols of a word as `letter_frequencies` counts them; none if the word is not counted.

    >>> written("été", "fr"), written("don't", "en"), written("熵", "zh")
    ('ete ', '', '熵')
    """
    if language == "zh":
        return word if re.fullmatch("[\u4e00-\u9fff]+", word) else ""
    if language != "en" and not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return word + " " if re.fullmatch("[a-z]+", word) else ""


def path(name):
    return SNAPSHOTS / f"{name}.json.gz"


def read(name):
    return json.loads(gzip.decompress(path(name).read_bytes()))


def main():
    for name, content in {**make(), "alice": alice()}.items():
        if not path(name).exists() or json.dumps(read(name)) != json.dumps(content):
            text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            path(name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"{path(name)}: {path(name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
