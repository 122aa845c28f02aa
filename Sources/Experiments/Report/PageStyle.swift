// How a report looks: a page of a book, on light and dark screens and on paper.

enum PageStyle {
  static let paper = ThemeColour(name: "page", light: "#ffffff", dark: "#15171b")
  static let ink = ThemeColour(name: "text", light: "#22262b", dark: "#dddbd5")
  static let muted = ThemeColour(name: "quiet", light: "#5b626b", dark: "#a3abb5")
  static let link = ThemeColour(name: "link", light: "#0b5a9e", dark: "#7cc0f2")
  static let hairline = ThemeColour(name: "hairline", light: "#d5d9de", dark: "#3a3f47")
  static let tint = ThemeColour(name: "tint", light: "#f5f6f7", dark: "#1d2025")
  static let held = ThemeColour(name: "held", light: "#14694c", dark: "#5fe0ab")
  static let against = ThemeColour(name: "against", light: "#b04300", dark: "#f08a3c")
  static let all = [paper, ink, muted, link, hairline, tint, held, against]

  static let sheet: String = {
    let light = all.map { "--\($0.name):\($0.light)" }.joined(separator: ";")
    let dark = all.map { "--\($0.name):\($0.dark)" }.joined(separator: ";")
    return """
      :root{\(light);color-scheme:light dark}
      @media screen and (prefers-color-scheme:dark){:root{\(dark)}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--page);color:var(--text);line-height:1.55;\
      font:17px/1.55 Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Georgia,"Liberation Serif",serif}
      main{max-width:47.5rem;margin:0 auto;padding:3.5rem 1.25rem 5rem}
      h1{font-size:2rem;line-height:1.2;font-weight:600;margin:0 0 1.2rem;text-wrap:balance}
      h2{font-size:1.32rem;line-height:1.3;font-weight:600;margin:3.2rem 0 .8rem}
      p{margin:0 0 1em}
      a{color:var(--link);text-underline-offset:.15em}
      code{font:.86em ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace;overflow-wrap:anywhere}
      .question{font-style:italic;color:var(--quiet)}
      .question em{font-style:normal}
      .answer{font-size:1.16rem;line-height:1.45;border-left:3px solid var(--text);padding-left:1rem;margin:1.4rem 0}
      .answer p:last-child{margin:0}
      .facts,table,.caption,figcaption,summary,.panel,footer{font-family:system-ui,-apple-system,"Segoe UI",Roboto,\
      "Liberation Sans",Arial,sans-serif}
      .facts{font-size:.8rem;line-height:1.45;margin:2rem 0 0;padding:.7rem 0;border:solid var(--hairline);\
      border-width:1px 0;columns:2;column-gap:2.5rem}
      .facts div{display:flex;gap:.8rem;break-inside:avoid;padding:.1rem 0}
      .facts dt{color:var(--quiet);flex:0 0 6rem}
      .facts dd{margin:0;overflow-wrap:anywhere}
      figure{margin:2.2rem 0}
      figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
      figcaption,.caption{font-size:.84rem;line-height:1.5;color:var(--text)}
      figcaption{margin-top:.8rem}
      .caption{margin:2rem 0 .6rem}
      .scroll{overflow:auto;max-height:44rem;margin:0 0 2rem}
      .wide{width:max-content;min-width:100%;max-width:min(100vw - 2.5rem,76rem);margin-left:50%;translate:-50%}
      table{border-collapse:collapse;font-size:.82rem;line-height:1.35;font-variant-numeric:tabular-nums lining-nums}
      thead th,thead td{position:sticky;top:0;background:var(--page);vertical-align:bottom;font-weight:600;z-index:1}
      thead tr:first-child:not(:last-child)>*{height:1.9rem}
      thead tr:nth-child(2)>*{top:1.9rem}
      thead tr:last-child>*{box-shadow:inset 0 -1px var(--quiet)}
      th,td{padding:.3rem .55rem;text-align:right;font-weight:400;white-space:nowrap}
      th:first-child,td:first-child{padding-left:0}
      thead .over{text-align:center;color:var(--quiet);box-shadow:inset 0 -1px var(--hairline)}
      .name{text-align:left}
      tbody th.name{position:sticky;left:0;background:var(--page);padding-right:1rem}
      tbody tr+tr>*{border-top:1px solid var(--hairline)}
      tbody .kind th{text-align:left;color:var(--quiet);font-style:italic;padding-top:1rem}
      td b{font-weight:650}
      td small{font-size:.88em;color:var(--quiet)}
      .verdicts{width:100%}
      .verdicts tbody th.name{white-space:normal;min-width:11rem;width:100%}
      .quantity{display:block;color:var(--quiet)}
      .verdict{font-weight:600}
      .held{color:var(--held)}
      .contradicted{color:var(--against)}
      .notshown{color:var(--quiet)}
      details{margin:1.5rem 0}
      summary{cursor:pointer;font-size:.9rem;color:var(--link)}
      .explorer .plots{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-end;justify-content:center}
      .explorer .plots svg{margin:0}
      .panel{font-size:.84rem;display:flex;flex-wrap:wrap;gap:.4rem 2rem;align-items:center;margin-top:.8rem;\
      padding:.7rem 1rem;background:var(--tint);border-radius:4px}
      .panel label{flex:1 1 100%;display:flex;gap:.8rem;align-items:center}
      .panel input{flex:1;accent-color:var(--link);min-width:8rem}
      .panel dl{display:contents}
      .panel dl div{display:flex;gap:.45rem}
      .panel dt{color:var(--quiet)}
      .panel dd{margin:0;font-variant-numeric:tabular-nums}
      footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--hairline);font-size:.8rem;color:var(--quiet)}
      @media (max-width:40rem){body{font-size:16px}main{padding-top:2rem}.facts{columns:1}\
      figure{overflow-x:auto}figure svg{max-width:none}figcaption{position:sticky;left:0}}
      @media print{body{font-size:10.5pt}main{max-width:none;padding:0}.scroll{overflow:visible;max-height:none}\
      .wide{width:auto;max-width:none;margin-left:0;translate:none}\
      thead{display:table-header-group}thead th,thead td,tbody th.name{position:static}\
      figure,tr,.answer{break-inside:avoid}h2{break-after:avoid}.panel label{display:none}}

      """
  }()
}
