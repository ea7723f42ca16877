"""A report as JUnit XML, the form that continuous-integration services read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from nabla.page_report import FenceReport, PageReport, Report


_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: Report) -> str:
    """Return one suite a page, one case a fence."""
    root = ET.Element("testsuites", name="nabla")
    for page in report.pages:
        _suite(root, page)
    ET.indent(root)
    return _NOT_XML.sub(_escaped, ET.tostring(root, encoding="unicode")) + "\n"


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _suite(root: ET.Element, page: PageReport) -> None:
    suite = ET.SubElement(root, "testsuite", name=page.document.path)
    for part in page.fences:
        _case(suite, part)
    for problem in page.stray_problems:
        case = ET.SubElement(
            suite, "testcase", classname=page.document.path, name=f"line {problem.place.line}"
        )
        ET.SubElement(case, "failure", message=problem.said).text = str(problem)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _case(suite: ET.Element, part: FenceReport) -> None:
    name = part.fence.options.label or f"line {part.fence.place.line}"
    seconds = sum(verdict.seconds for verdict in part.verdicts) or (
        part.output.seconds if part.output else 0.0
    )
    case = ET.SubElement(
        suite, "testcase", classname=part.fence.place.path, name=name, time=f"{seconds:.3f}"
    )
    if part.problems:
        failure = ET.SubElement(case, "failure", message=part.problems[0].said)
        failure.text = "\n".join(str(problem) for problem in part.problems)
    elif part.status == "skipped":
        ET.SubElement(case, "skipped", message=part.message or "")
