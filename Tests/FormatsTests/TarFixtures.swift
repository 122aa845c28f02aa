// One small folder, packed by other programs in every form of tar that they know.

import Foundation

/// Archives of the folder `data` of ``TarFixtures/files``, packed with gzip and written in base 64.
///
/// GNU tar was told `--sort=name --owner=0 --group=0 --numeric-owner --mtime=2020-01-01` besides; Python's tarfile had
/// all owners set to 0 likewise.  Each was packed by `gzip.compress(..., mtime=0)`.
enum TarFixtures {
  /// A name of 120 letters, a folder of 90, and a file of 71 in it: beyond the 100 bytes that a header has.
  static let long = String(repeating: "n", count: 120) + ".txt"
  static let deep = String(repeating: "d", count: 90) + "/eighty-" + String(repeating: "e", count: 60) + ".txt"

  /// What the archives hold, below `data`.
  static let files: [String: String] = [
    "empty": "", "six-hundred": String(repeating: "x", count: 600), "train/good/000.txt": "hello\n",
    "grün.txt": "accent\n", long: "long\n", deep: "deep\n",
  ]

  /// GNU tar 1.34: tar --format=gnu -cf gnu.tar data
  static let gnu = """
    H4sIAAAAAAACA+3aQW6DMBCFYdY9BRdIsA3Y2x4gl0DBIqgpRNSRkrt114vVTVdBaqO0tSni/zaO2D7P2COnrlyVJWEJz5TlZfXG6+W3zLVQRovi
    8l3rMk/SMong+OKqIU2Thao/8q+DyX6Uf+4XRf4xrLN19rjpu2bTdk8B618XxZf5q/J6L/jdYoxI0g35z77+bdvs3Hllf2HtTi7BfPO/Vf9ClKP+
    L1VeJKmg/sPnb+3hgTJYdv3b54M7h73/f1//4/u/MUpR/9Hyb4a31y7cMXs7f3Odv/QbQJN/DNV2azvHCcD8N+H854f98fynS+a/aP2/mwiT3SLy
    v3/+y6Xh/hfF3rd+Tv+F1/9Le1rtjl092HqC81/KfDT/SSlUTv3HcAICoLPOqP+7oWq7cP8CuP/9//P9j/ffqPk3fV9n/yJ/KYwi/0ny91n8+VR+
    e/7T4/ufKXn/i2Jn9/ueARAAAAAAAAAAAAAAAAAAAGA23gFV97sdAFAAAA==
    """

  /// GNU tar 1.34: tar --format=gnu -cf dot.tar . (names begin with ./)
  static let dot = """
    H4sIAAAAAAACA+3aQW6CQBTGcdY9BRcQ3gDDbHsAL0FkgqQWDI6J3q27XqwTd8W0xraMWv6/DYTtx3vzXiBJo8mJZ7Q+Xb3x9XSv8lIyU0pxel6K
    MVGsowD2O1cNcRzNVJLWlavSO8vfiBLyD5h/PZn0B/nnonPqP1D+Sfq87Ltm2XYvE9Z/WRRf5p/p7NO74N8WY7IoXpL/P6h/2zZrd1zYX0jcwUV4
    1Pwv1b+IHvV/Jb4lxEL9T662dvtEGcy9/u3r1h2nnP+/r//R/Kd8RzDUf8D8m+H9rZvqmL2cvxnlr1Sek38I1WplO8cJwP53w/1PirP9rzTsfwH7
    f3cjbHYzyP/6/S8zhvM/iI1v/Zz+s6//XXtYrPddPdg6+Pnvh305m/9Lof5DOAAToLM+VP93Q9V2U/0FcPX3XyUq03z/DZ5/0/d1eg/5K9Hkf6P8
    fRp/vJVf3v/KUf6ZnwCZ/0JY282mZwEEAAAAAAAAAAAAAAAAAOChfACXuZTHAFAAAA==
    """

  /// GNU tar 1.34: tar --format=pax -cf pax.tar data
  static let pax = """
    H4sIAAAAAAACA+2bQXLaQBBFtfYpdAHDdLdGExbeZ+krqNAUUIUFJcZV8t2y88UyUhKXIpIQ2cxgwX8bUWgBqtb/v3s0ms0fi+arLUpbH+Zl4Yrk
    /ChPnmXd0TM8KmWyhCRXbHKVtd8TkagkbZIIPB9cUfu/ktwmotLCbZ7sA5mF5i9kDM0oXwgZxfrOn10en9U/zyZg8rSSnwf+jU7iWv9d//7z7/pX
    pCVJ9ZT0P7y4KdW/HwEBGO3/QmIY/g//B1H0XwZj/i7/7+4v+P811L+NllP+L/7eGPp/hv4/Ct7S033h1g+hbwS7Wa3dy739ADPXuDsE1qT035b9
    ZP+nhvpnLVmSKvh/+Ppbu4cublz/vfnPPu3dy8XX/5iEkP8Xm/+0+Vecvp2Feq5E/yFEP0b/R+t/xMzI/0v4/6p+/Va1jXbE+hPLoP7eYOD/UWDp
    jX9vxceUdVP+H0L0o/zfDPs//xH+H4NiubSVg2Yx//3I/yoAJ9d/h/oXIYX8jwLJotcAVBfi3T0Hq9yINvCvD+k/cHXHr/9mmcH8F4XtrlpBPcj/
    X/l/2DT36+eqrG0Zr/8/Wv8VZo38jwFCF/oPIvr/13+32Xsw/wsL8j8GDQABgLNOs/9zdbGpYq///uH5P2H/32ft//D8/9r034k+3FtA49//ITYK
    +78j17+/C2C3K89b/5Hzv8L+b/g/iKr/VvRBQmC8/zMz/P8i9e+FgL+K8+wJGe//GWms/8L/QXT9n030Y/Sv8qPnPxrv/0RhbbfbHZQMAAAAAHAz
    fAdcDrasAFAAAA==
    """

  /// GNU tar 1.34: tar --format=ustar --exclude='n*.txt' -cf ustar.tar data
  static let ustar = """
    H4sIAAAAAAACA+2YTW7DIBBGWfcUuUBqfs15UEC2pdSOHCI5d8uuFyvxKmERq60hpfnehpFX4OcZPGONNxVJCw1opeY1EK9zzERNua6pvD5nlClB
    Nopk4HT0ZgxbWeOQt4crBHv1b5NR/ci/YJpy+M+B65rWn7fuF7z7yS++mlrKB/7VvX8ZAkY2tGT/iRNrtfx37vBGwKsyf6bu4+DPae//x/kf3/+M
    c154/pfkvxk/L/1iGU/oX0f+eQjhPwdmt3O9xw3w0vX/2E3b9tTb0dkn5D9jIq7/XHCB/M/BBEACUFkLqv9+NF2fbgr4/fkf45pi/pPZfzMMtvob
    /kP7B/9P8R+2vnojuNz/1ZF/wZXE/18OWrffD2j/AAAAAAAAAODf8wXROoAxACgAAA==
    """

  /// GNU tar 1.34: tar --format=v7 --exclude='n*.txt' --exclude='ddd*' -cf v7.tar data
  static let v7 = """
    H4sIAAAAAAACA+3XQQ6CMBAF0K49hRdQOlDa8xDaAAkWgzXBu7nzYhZ2dmNIpIj+tylhBfyZCaMLVyRsWdxTeT6dXnhO15RJnirJxXRfqkywfc42
    JHy5jdBj/uZ0drdlP40UYkb+SqUZ2zPkHyf/qn/c7dENbq381Wv+5AtAIf8YirI01u0Y/Kep/y/NcKivVvdGr9D/RFkw/4l4KtD/MQwAC8Bk3dD8
    d33R2GTR0Thr/yPOc8L+Fzn/qut08h35+wJA/qvk7x/944vg+/1PhvmP5YL/vwhq07Yd1j8AAAAAAAAAAICf9ATBo8hkACgAAA==
    """

  /// Python 3.11: tarfile.open(..., format=tarfile.GNU_FORMAT)
  static let pygnu = """
    H4sIAAAAAAACA+3aQW6CQBiGYdY9BRdQGIeZ2fYAXILIBEktGBwTvVt3vVixiyZFo7HtDCW8zwbXfn7/zB8sC1ckkV9pzyj1+ewNn1c+ay10FKso
    gMPeFV0cRzNVnvMvvUl+lL9MZabIP4Rlskye87ap8rp58dj/K7l/Zb5Sw9+CMWoVxTn5T77/tq427rSwv7B0RxdhuvmfS62z7Mb8V4P5L4QxUZzS
    f//5W7t7ogbz7r993bmT3/v/7f5fnP9aK/ofLP+qe39r/B2z9/M33/MXqckE+YdQrNe2cZwA7H8j7n/p6mL/ywz7X7D534yEzW4W+T++/0khuf8F
    se1HP6f/zPu/r4+LzaEpO1uOcP8XQqYX93+t6X8IR8ADJuuE5r/rirrx9y+Ax9//GyMl738D51+1bZn8i/xFqjX5j5J///3/+VZ+f//Tg/yFEbz/
    C2Jjt9uWBRAAAAAAAAAAAAAAAAAAAGAyPgB7ChF0AFAAAA==
    """

  /// Python 3.11: tarfile.open(..., format=tarfile.PAX_FORMAT)
  static let pypax = """
    H4sIAAAAAAACA+2bTW7CMBBGs+YUuQCJf3BGXaB22WWvYBEriQRJFIwU7tZdL1bSLkCJKKKtHSF/b0PExgsz75sxcZIm6cub7l+Nzk0XOYF9c+2T
    Ma7Oz8P3nAnOo7iPPHDYW92dlo/ChMt4Z6udWbNELSIQGrm2OnW8xlDUpNT1+p88Z5nKolih/p2TwP/wP/wftv9zZ6S/8r9kK6bg/1D8Lyib+F8I
    +N+L/4niVtty7VoEpipKe1yaP5DY3i4QWA/l/2Hbh6LOVqsf/D/q/yQXkqKYof7d778xLcooXDD/Yf5DnAae/2bX2qO7NW7n//iZSCjkfzD+P/82
    zv6X8L8PhLwY/4ru473GlBWc/4vu+WvbZ/M/jetfMg7/+0BvNqa2KHHMfzOe/0o2zX+G/Pcz/z1dNAD1TKDnmDX/He/u/ee/khPmPy9sm7pAsSH/
    cf4bav4jdIPP/33VL8tDnXcmn2H+53zS/58EkCH/fdAD4ACYFf0f+j/0f+AB+j/b6ap2dwvo/vs/RCTx/jf8j/2H/4En/xdNk6eu6v8u/3NGAv6H
    /7H/8D/w6v9T/f37m2C3//8d3//jpHD/xwul2W4bFD4AAAAAQDB8AvHjW2wAUAAA
    """

  /// The bytes of one of the archives, still packed with gzip.
  static func packed(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
  }
}
