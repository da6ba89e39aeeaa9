#!/usr/bin/env python3
"""Makes the two compiled-in faces from Debian's fonts-inter (needs fonttools).

Keeps the glyphs the program writes, makes figures tabular by pointing the digits at Inter's `tnum` forms (Dear ImGui has
no OpenType features) and renames the family, since the result is a modified version.

    make_fonts.py /usr/share/fonts/opentype/inter .
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "SPO Lab Sans"
FACES = {"Regular": 400, "SemiBold": 600}
RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2C6, 0x2DC), (0x302, 0x304),
          (0x391, 0x3A9), (0x3B1, 0x3C9), (0x2010, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A),
          (0x2070, 0x208E), (0x2190, 0x2199), (0x2211, 0x2212), (0x221A, 0x221E), (0x2248, 0x2248), (0x2260, 0x2265),
          (0x25A0, 0x25FF), (0x2605, 0x2606), (0x2713, 0x2717)]


def tabular_forms(font):
    table = font["GSUB"].table
    forms = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for sub in table.LookupList.Lookup[index].SubTable:
                forms.update(getattr(sub, "ExtSubTable", sub).mapping)
    return forms


def make(source, target, weight_name):
    font = TTFont(source)
    forms = tabular_forms(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                glyph = table.cmap[code]
                table.cmap[code] = forms.get(glyph, glyph)
    options = subset.Options()
    options.layout_features = ["kern", "mark"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    cutter.subset(font)
    style = "Regular" if weight_name == "Regular" else "SemiBold"
    for record in list(font["name"].names):
        replacement = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}",
                       6: f"{FAMILY.replace(' ', '')}-{style}"}.get(record.nameID)
        if replacement:
            font["name"].setName(replacement, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in (16, 17):
            font["name"].removeNames(nameID=record.nameID)
    top = font["CFF "].cff.topDictIndex[0]
    font["CFF "].cff.fontNames[0] = f"{FAMILY.replace(' ', '')}-{style}"
    top.FamilyName, top.FullName = FAMILY, f"{FAMILY} {style}"
    font.save(target)


if __name__ == "__main__":
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for face in FACES:
        make(folder / f"Inter-{face}.otf", out / f"spolab-sans-{face.lower()}.otf", face)
