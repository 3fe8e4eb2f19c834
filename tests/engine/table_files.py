"""Small files in the forms that people have, made here: name, bytes, and what the reader must find."""

import io
import zipfile
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TableFile:
    """kinds: kind of each column by its name. missing: missing cells by column, others have none. notices: their codes,
    without that of the header. classes: of the default target; empty for a regression. width: features."""

    data: bytes
    kinds: dict
    rows: int
    classes: tuple = ()
    missing: dict = field(default_factory=dict)
    notices: tuple = ()
    width: int = 1


def lines(head, make, n, tail="", encoding="utf-8"):
    return (head + "\n" + "".join(make(i) + "\n" for i in range(n)) + tail).encode(encoding)


N, C = "numeric", "categorical"
TARGET = ("A", "B")


def letter(i):
    return "BA"[i % 2]


def workbook(rows, sheets=("Sheet1",), others=()):
    """An Excel workbook by openpyxl; others: further sheets' rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for name, cells in zip(sheets, [rows, *others], strict=True):
        for row in cells:
            book[name].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FILES = {
    "semicolon and decimal comma": TableFile(
        lines("날짜;온도;맑음", lambda i: f"2024-01-0{i % 7 + 1};{i},{i % 10};{'맑음흐림'[i % 2 * 2:][:2]}", 20),
        {"날짜": "date", "온도": N, "맑음": C}, 20, ("맑음", "흐림"), notices=("table_separator", "table_decimal", "table_units"),
        width=3),
    "decimal comma in quotes": TableFile(
        lines("a,b,y", lambda i: f'{i},"{i},25",{letter(i)}', 20), {"a": N, "b": N, "y": C}, 20, TARGET,
        notices=("table_decimal", "table_units"), width=2),
    "decimal comma without header": TableFile(
        "".join(f"{i},5;{i + 1},25;{i % 3},75\n" for i in range(30)).encode(), {f"column {i}": N for i in (1, 2, 3)}, 30,
        notices=("table_no_header", "table_separator", "table_decimal", *["table_units"] * 3), width=2),
    "points and decimal commas": TableFile(
        lines("a;b;y", lambda i: f"1.234,{i % 90 + 10};{i};{letter(i)}", 20), {"a": N, "b": N, "y": C}, 20, TARGET,
        notices=("table_separator", "table_decimal", "table_units"), width=2),
    "missing mixed": TableFile(
        lines("측정소,PM10,등급", lambda i: f"{'종로중구'[i % 2 * 2:][:2]},{['-', '', 'NA', '?'][i // 10] if i % 10 == 0 else i},"
              f"{'나쁨좋음'[i % 2 * 2:][:2]}", 40),
        {"측정소": C, "PM10": N, "등급": C}, 40, ("나쁨", "좋음"), {"PM10": 4}, ("table_missing",), 3),
    "missing in a tenth": TableFile(
        lines("x1,x2,y", lambda i: f"{'-' if i in (1, 2, 3) else i},{i % 5},{letter(i)}", 20), {"x1": N, "x2": N, "y": C},
        20, TARGET, {"x1": 3}, ("table_missing",), 2),
    "missing in Korean": TableFile(
        lines("a,b,y", lambda i: f"{['결측', '해당없음', '–', '.', '#N/A', '#DIV/0!', 'None', 'NULL'][i] if i < 8 else i},{i},"
              f"{letter(i)}", 30), {"a": N, "b": N, "y": C}, 30, TARGET, {"a": 8}, ("table_missing",), 2),
    "two header lines": TableFile(
        lines("시점,인구,인구,구분\n시점,남자,여자,구분", lambda i: f"{2000 + i},{i * 10},{i * 11},{letter(i)}", 30),
        {"시점": N, "인구 남자": N, "인구 여자": N, "구분": C}, 30, TARGET, notices=("table_headers",), width=3),
    "merged header": TableFile(
        lines("시점,인구,,구분\n,남자,여자,", lambda i: f"{2000 + i},{i * 10},{i * 11},{letter(i)}", 30),
        {"시점": N, "인구 남자": N, "인구 여자": N, "구분": C}, 30, TARGET, notices=("table_headers",), width=3),
    "three header lines": TableFile(
        lines("시점,인구,인구,구분\n시점,남자,여자,구분\n년,명,명,-", lambda i: f"{2000 + i},{i * 10},{i * 11},{letter(i)}", 30),
        {"시점 년": N, "인구 남자 명": N, "인구 여자 명": N, "구분 -": C}, 30, TARGET, notices=("table_headers",), width=3),
    "title line": TableFile(
        lines("서울시 인구 통계(단위: 명)\n\n시점,남자,여자,구분", lambda i: f"{2000 + i},{i},{i * 11},{letter(i)}", 30),
        {"시점": N, "남자": N, "여자": N, "구분": C}, 30, TARGET, notices=("table_titles",), width=3),
    "title line with commas": TableFile(
        lines("서울시 인구 통계,,,\n,,,\n시점,남자,여자,구분", lambda i: f"{2000 + i},{i},{i * 11},{letter(i)}", 30),
        {"시점": N, "남자": N, "여자": N, "구분": C}, 30, TARGET, notices=("table_titles",), width=3),
    "title above two columns": TableFile(
        lines("키 조사\n키,성별", lambda i: f"{150 + i},{letter(i)}", 30), {"키": N, "성별": C}, 30, TARGET,
        notices=("table_titles",)),
    "classes among letters": TableFile(
        lines("x1,혼합,y", lambda i: f"{i % 5},{['A', '없음', i % 4][i % 3]},{'기타' if i % 13 == 0 else i % 13}", 130),
        {"x1": N, "혼합": C, "y": C}, 130, (*map(str, range(1, 13)), "기타"), width=7),
    "one slip": TableFile(
        lines("a,b,y", lambda i: f"{'모르겠음' if i == 7 else i},{i},{letter(i)}", 30), {"a": N, "b": N, "y": C}, 30, TARGET,
        {"a": 1}, ("table_slips",), 2),
    "UTF-16": TableFile(lines("키,몸무게,합격", lambda i: f"{150 + i},{i}.5,{letter(i)}", 20, encoding="utf-16"),
                        {"키": N, "몸무게": N, "합격": C}, 20, TARGET, width=2),
    "UTF-16, little end first, without a mark": TableFile(
        lines("키,몸무게,합격", lambda i: f"{150 + i},{i}.5,{letter(i)}", 20, encoding="utf-16-le"),
        {"키": N, "몸무게": N, "합격": C}, 20, TARGET, width=2),
    "UTF-16, big end first": TableFile(
        b"\xfe\xff" + lines("키\t합격", lambda i: f"{150 + i}\t{letter(i)}", 20, encoding="utf-16-be"), {"키": N, "합격": C}, 20,
        TARGET),
    "CP949": TableFile(lines("키,합격", lambda i: f"{150 + i},{'똠방각하'[i % 2 * 2:][:2]}", 20, encoding="cp949"),
                       {"키": N, "합격": C}, 20, ("각하", "똠방")),
    "byte order mark": TableFile(lines("키,합격", lambda i: f"{150 + i},{letter(i)}", 20, encoding="utf-8-sig"),
                                 {"키": N, "합격": C}, 20, TARGET),
    "years as names": TableFile(
        lines("지역,2019,2020,2021", lambda i: f"지역{i},{i * 7 % 99},{i * 5 % 97},{i * 3 % 89}", 30),
        {"지역": C, "2019": N, "2020": N, "2021": N}, 30, width=32),
    "counted columns": TableFile(lines("0,1,2,3", lambda i: f"{i}.5,{i},{i}.25,{letter(i)}", 20),
                                 {"0": N, "1": N, "2": N, "3": C}, 20, TARGET, width=3),
    "one name that is a number": TableFile(lines("이름,국어,1,y", lambda i: f"이{i},{i},{i * 3},{letter(i)}", 20),
                                           {"이름": C, "국어": N, "1": N, "y": C}, 20, TARGET, width=22),
    "no header, words last": TableFile(lines("5.1,3.5,setosa", lambda i: f"{i}.5,{i},{['setosa', 'virginica'][i % 2]}", 20),
                                       {"column 1": N, "column 2": N, "column 3": C}, 21, ("setosa", "virginica"),
                                       notices=("table_no_header",), width=2),
    "no header, words only": TableFile(lines("x,s,n", lambda i: f"{'xyz'[i % 3]},{'sn'[i % 2]},{'nm'[i // 2 % 2]}", 20),
                                       {"column 1": C, "column 2": C, "column 3": C}, 21, ("m", "n"),
                                       notices=("table_no_header",), width=5),
    "first column without a name": TableFile(lines("a,b,y", lambda i: f"{i},{i}.5,{i * 2},{letter(i)}", 20),
                                             {"column 1": N, "a": N, "b": N, "y": C}, 20, TARGET, width=3),
    "order of classes": TableFile(lines("x1,등급", lambda i: f"{i % 7},{['1등급', '10등급', '2등급', '9'][i % 4]}", 80),
                                  {"x1": N, "등급": C}, 80, ("9", "10등급", "1등급", "2등급")),
    "None among words": TableFile(lines("x1,색,y", lambda i: f"{i % 7},{['None', '빨강', '파랑', '#N/A'][i % 4]},{letter(i)}", 80),
                                  {"x1": N, "색": C, "y": C}, 80, TARGET, {"색": 40}, ("table_missing",), 3),
    "NAN in capitals": TableFile(lines("x1,색,y", lambda i: f"{i % 7},{['NAN', 'Null', '빨강', '파랑'][i % 4]},{letter(i)}", 80),
                                 {"x1": N, "색": C, "y": C}, 80, TARGET, {"색": 40}, ("table_missing",), 3),
    "errors of Excel": TableFile(
        lines("x1,x2,y", lambda i: f"{'#N/A' if i % 35 == 0 else i % 7},{'#DIV/0!' if i % 41 == 0 else i % 9},{letter(i)}", 120),
        {"x1": N, "x2": N, "y": C}, 120, TARGET, {"x1": 4, "x2": 3}, ("table_missing",), 2),
    "blanks after words": TableFile(lines("x1,색,y", lambda i: f"{i},{['빨강', '빨강 ', '파랑'][i % 3]},{['A', 'A ', 'B'][i % 3]}", 60),
                                    {"x1": N, "색": C, "y": C}, 60, TARGET, notices=("table_trimmed",), width=3),
    "letters stored apart": TableFile(
        lines("색,y", lambda i: f"{['빨강', '빨강'][i % 2]}{i % 4 // 2},{letter(i)}", 20),
        {"색": C, "y": C}, 20, TARGET, width=2),
    "vertical bars": TableFile(lines("키|몸무게|합격", lambda i: f"15{i % 10}.1|{i}.5|{letter(i)}", 20),
                               {"키": N, "몸무게": N, "합격": C}, 20, TARGET, notices=("table_separator",), width=2),
    "blanks between": TableFile(
        "".join(f'{i}.0   {i % 5}   {i * 7}.\t"name {i % 3} x"\n' for i in range(30)).encode(),
        {"column 1": N, "column 2": N, "column 3": N, "column 4": C}, 30, ("name 0 x", "name 1 x", "name 2 x"),
        notices=("table_no_header", "table_separator"), width=3),
    "commas at the ends": TableFile(lines("a,b,y,", lambda i: f"{i},{i * 2},{letter(i)},", 20), {"a": N, "b": N, "y": C}, 20,
                                    TARGET, notices=("table_trailing",), width=2),
    "commas at the ends of rows": TableFile(lines("a,b,y", lambda i: f"{i},{i * 2},{letter(i)},", 20), {"a": N, "b": N, "y": C},
                                            20, TARGET, notices=("table_trailing",), width=2),
    "one short row": TableFile(lines("a,b,y", lambda i: "3,4" if i == 3 else f"{i},{i * 2},{letter(i)}", 20),
                               {"a": N, "b": N, "y": C}, 19, TARGET, notices=("table_ragged",), width=2),
    "one long row and a footnote": TableFile(
        lines("a,b,y", lambda i: "3,4,A,5" if i == 3 else f"{i},{i * 2},{letter(i)}", 20, "※ 출처: 통계청\n"),
        {"a": N, "b": N, "y": C}, 19, TARGET, notices=("table_ragged",), width=2),
    "sum row": TableFile(lines("구,남,여,등급", lambda i: f"{i}구,{i * 7},{i * 5},{letter(i)}", 40, "합계,9999,9999,\n"),
                         {"구": C, "남": N, "여": N, "등급": C}, 40, TARGET, notices=("table_sums",), width=42),
    "sum row at the top": TableFile(lines("구,남,여\n합계,9999,9999", lambda i: f"{i}구,{i * 7},{i * 5}", 40),
                                    {"구": C, "남": N, "여": N}, 40, notices=("table_sums",), width=41),
    "sums that are classes": TableFile(lines("항목,값,y", lambda i: f"{['남', '여', '합계'][i % 3]},{i},{letter(i)}", 30),
                                       {"항목": C, "값": N, "y": C}, 30, TARGET, width=4),
    "empty rows": TableFile(lines("a,b,y", lambda i: ",," if i % 5 == 0 else f"{i},{i * 2},{letter(i)}\n  ", 20),
                            {"a": N, "b": N, "y": C}, 16, TARGET, width=2),
    "no-break spaces": TableFile(lines("x1,x2,y", lambda i: f"{i}\u00a0,\u3000{i}\u00a0,{letter(i)}", 20),
                                 {"x1": N, "x2": N, "y": C}, 20, TARGET, width=2),
    "1 and 1.0": TableFile(lines("x1,y", lambda i: f"{i % 7},{['1', '1.0', '2', '2.0'][i % 4]}", 60), {"x1": N, "y": N}, 60,
                           ("1", "2")),
    "1 and 1.0 among words": TableFile(lines("x1,y", lambda i: f"{i % 7},{['1', '1.0', '02', '2', 'x'][i % 5]}", 60),
                                       {"x1": N, "y": C}, 60, ("1", "2", "x")),
    "rare category": TableFile(lines("지역,면적,가격", lambda i: f"{'섬' if i == 57 else '가나다'[i % 3]},{20 + i},{600 + i * 23}", 80),
                               {"지역": C, "면적": N, "가격": N}, 80, width=5),
    "line break in a name": TableFile(lines('긴 이름,x,"정답\n(두줄)"', lambda i: f"{i},{i},{letter(i)}", 20),
                                      {"긴 이름": N, "x": N, "정답 (두줄)": C}, 20, TARGET, width=2),
    "units": TableFile(
        lines("키,비율,값,손익,온도,y", lambda i: f'{150 + i}cm,{i}%,"{i + 1},234원",({i}),−{i}℃,{letter(i)}', 20),
        {"키": N, "비율": N, "값": N, "손익": N, "온도": N, "y": C}, 20, TARGET, notices=("table_units",) * 5, width=5),
    "currencies and wide digits": TableFile(
        lines("a,b,c,d,y", lambda i: f'"₩{i + 1},000",${i}.50,１{i}．５,{i} 234,{letter(i)}', 20),
        {"a": N, "b": N, "c": N, "d": N, "y": C}, 20, TARGET, notices=("table_units",) * 4, width=4),
    "signs among digits that are no numbers": TableFile(
        lines("주소,전화,시각,점수,학년,y", lambda i: f"192.168.100.{200 + i % 9},010-1234-567{i % 9},1{i % 9}:30,{i % 9}/10,"
              f"{i % 3 + 1}학년,{letter(i)}", 20),
        {"주소": C, "전화": C, "시각": C, "점수": C, "학년": C, "y": C}, 20, TARGET, width=39),
    "hint for Excel": TableFile(lines("sep=;\na;b;y", lambda i: f"{i};{i},5;{letter(i)}", 20), {"a": N, "b": N, "y": C}, 20,
                                TARGET, notices=("table_titles", "table_separator", "table_decimal", "table_units"), width=2),
    "mixed units": TableFile(lines("키,y", lambda i: f"{['170cm', '1.7m'][i % 2]},{letter(i)}", 20), {"키": C, "y": C}, 20, TARGET,
                             width=2),
}


def documents():
    """Files that are no tables, by the name of their format."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    return {
        "pdf": b"%PDF-1.7\n%\xe2\xe3\n", "png": b"\x89PNG\r\n\x1a\n" + bytes(20), "jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
        "gzip": b"\x1f\x8b\x08" + bytes(20), "parquet": b"PAR1" + bytes(20) + b"PAR1", "zip": archive("a.csv"),
        "docx": archive("[Content_Types].xml", "word/document.xml"), "hwpx": archive("mimetype", "Contents/section0.xml"),
        "ods": archive("mimetype", "content.xml"), "xlsb": archive("xl/workbook.bin"),
        "xls": ole + "Workbook".encode("utf-16-le"), "hwp": ole + b"HWP Document File", "ole": ole,
        "doc": ole + "WordDocument".encode("utf-16-le"), "encrypted": ole + "EncryptedPackage".encode("utf-16-le"),
        "html": b"<html><body><table><tr><td>1</td></tr></table>", "xml": b'<?xml version="1.0"?><a/>',
        "json": b'[{"a": 1}, {"a": 2}]', "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(20), "numpy": b"\x93NUMPY\x01\0v\0" + bytes(20),
    }


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as members:
        for name in names:
            members.writestr(name, "x")
    return file.getvalue()
