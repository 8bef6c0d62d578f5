using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Gateway.Engine.Showing;

/// <summary>Escapes text for HTML as Spark's tables are: every character that HTML 4.0 has a name for by that name, all others as they are.</summary>
internal static class HtmlText
{
    private const string EntityNames = """
        quot amp lt gt nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil
        sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH
        Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil
        egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        OElig oelig Scaron scaron Yuml fnof circ tilde Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau
        Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi
        omega thetasym upsih piv ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo rsquo sbquo ldquo rdquo bdquo dagger Dagger bull hellip permil prime
        Prime lsaquo rsaquo oline frasl euro image weierp real trade alefsym larr uarr rarr darr harr crarr lArr uArr rArr dArr hArr forall part exist empty
        nabla isin notin ni prod sum minus lowast radic prop infin ang and or cap cup int there4 sim cong asymp ne equiv le ge sub sup nsub sube supe oplus
        otimes perp sdot lceil rceil lfloor rfloor lang rang loz spades clubs hearts diams
        """;

    private static readonly FrozenDictionary<char, string> _entities = EntityNames
        .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(static name => "&" + name + ";")
        .ToFrozenDictionary(static entity => WebUtility.HtmlDecode(entity)[0]);

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (_entities.TryGetValue(c, out string? entity))
            {
                escaped.Append(entity);
            }
            else
            {
                escaped.Append(c);
            }
        }
        return escaped.ToString();
    }
}
