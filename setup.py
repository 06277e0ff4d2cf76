"""The package of the pre-commit hook: nothing but the released wheel, so that nobody compiles to use it.

The project that builds the wheel is in integrations/python.
"""

from setuptools import setup

setup(name="akslint-hook", version="0.1.0", install_requires=["akslint==0.1.0"], py_modules=[])
