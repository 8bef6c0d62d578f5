using Gateway.Sql.Lexing;

namespace Gateway.Sql.Tests.Lexing;

public sealed class LexerTests
{
    [Theory]
    [InlineData("SELECT a FROM t", "Select:SELECT Identifier:a From:FROM Identifier:t")]
    [InlineData("1a 1_000 0x1F é", "Identifier:1a Identifier:1_000 Identifier:0x1F Identifier:é")]
    [InlineData("1L 2S 3Y 4F 5D 6BD 1e3 1.5 .5 1. 1.5e3f", "BigintLiteral:1L SmallintLiteral:2S TinyintLiteral:3Y FloatLiteral:4F DoubleLiteral:5D BigdecimalLiteral:6BD ExponentValue:1e3 DecimalValue:1.5 DecimalValue:.5 DecimalValue:1. FloatLiteral:1.5e3f")]
    [InlineData("1.a 1.5x 1e5L", "IntegerValue:1 Dot:. Identifier:a IntegerValue:1 Dot:. Identifier:5x Identifier:1e5L")]
    [InlineData("a >> b >>> c", "Identifier:a ShiftRight:>> Identifier:b ShiftRightUnsigned:>>> Identifier:c")]
    [InlineData("ARRAY<MAP<INT,INT>> 1 >> 2", "Array:ARRAY Less:< Map:MAP Less:< Int:INT Comma:, Int:INT Greater:> Greater:> IntegerValue:1 ShiftRight:>> IntegerValue:2")]
    [InlineData("size(array(1)) >> 1", "Identifier:size LeftParen:( Array:array LeftParen:( IntegerValue:1 RightParen:) RightParen:) Greater:> Greater:> IntegerValue:1")]
    [InlineData("/* a /* b */ c */ 1 -- x\n2", "IntegerValue:1 IntegerValue:2")]
    [InlineData("-- a \\\n b\n1", "IntegerValue:1")]
    [InlineData("/*+ h */", "HintStart:/*+ Identifier:h HintEnd:*/")]
    [InlineData("'it''s' r'a\\' \"x\" `a``b`", "StringLiteral:'it''s' StringLiteral:r'a\\' DoublequotedString:\"x\" BackquotedIdentifier:`a``b`")]
    [InlineData("'a''b", "StringLiteral:'a' Unrecognized:' Identifier:b")]
    [InlineData("s3://a/b", "Identifier:s3 Colon:: Slash:/ Slash:/ Identifier:a Slash:/ Identifier:b")]
    [InlineData("file://a/b?c=1 z", "Identifier:file://a/b?c=1 Identifier:z")]
    [InlineData("$t$ a $b $t$", "BeginDollarQuotedString:$t$ DollarQuotedStringBody: a  DollarQuotedStringBody:$b  EndDollarQuotedString:$t$")]
    [InlineData("a <=> b !< c !> d != e <> f || |> | :: : @V @ -> => ==", "Identifier:a NullSafeEqual:<=> Identifier:b GreaterOrEqual:!< Identifier:c LessOrEqual:!> Identifier:d NotEqualBang:!= Identifier:e NotEqual:<> Identifier:f ConcatPipe:|| OperatorPipe:|> Pipe:| DoubleColon::: Colon:: AtVersion:@V AtSign:@ Arrow:-> FatArrow:=> Equal:==")]
    [InlineData("Temp rlıke regexp ſelect", "Temporary:Temp Rlike:rlıke Rlike:regexp Select:ſelect")]
    public void Tokenize_Text_CutsTheLongestTokens(string text, string expected)
    {
        var list = Lexer.Tokenize(text);
        var parts = list.Tokens[..^1].ToArray().Select(token => $"{token.Kind}:{list.GetText(token)}");
        Assert.Equal(expected, string.Join(' ', parts));
    }

    [Fact]
    public void Tokenize_TextWithEmoji_CountsCodePointsBesideUtf16()
    {
        var list = Lexer.Tokenize("'😀' z\n y");
        Assert.Equal(new Token(TokenKind.StringLiteral, 0, 4, 0, 2), list[0]);
        Assert.Equal(new Token(TokenKind.Identifier, 5, 6, 4, 4), list[1]);
        Assert.Equal((1, 4), list.Position(list[1]));
        Assert.Equal((2, 1), list.Position(list[2]));
        Assert.Equal(new Token(TokenKind.EndOfInput, 9, 9, 8, 7), list[99]);
    }

    [Fact]
    public void Tokenize_OpenComment_IsRemembered()
    {
        var list = Lexer.Tokenize("SELECT 1 /* a /* b */");
        Assert.True(list.HasUnclosedComment);
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void Tokenize_TenMegabytes_IsLinear()
    {
        var text = string.Concat(Enumerable.Repeat("SELECT a.b, 'text', 12.5 FROM `some table` WHERE x >= 10 -- c\n", 160_000));
        Assert.True(Lexer.Tokenize(text).Count > 2_000_000);
    }

    [Theory]
    [InlineData("'it''s'", "it's")]
    [InlineData("\"a\"\"b'c\"", "a\"b'c")]
    [InlineData(@"r'a\nb'", @"a\nb")]
    [InlineData(@"'\101\u0041\U0001F600\n\x41\%\_\\\'\Z'", "AA😀\nx41\\%\\_\\'\u001a")]
    [InlineData(@"'\0\18'", "\u0000" + "18")]
    public void DecodeString_Escapes_ResolvesAsSparkDoes(string token, string expected) =>
        Assert.Equal(expected, LiteralText.DecodeString(token));

    [Fact]
    public void Keywords_EveryKind_MatchesTheTokenTable()
    {
        var keywords = Keywords.All().ToArray();
        Assert.Equal(446, keywords.Length);
        Assert.Equal(430, keywords.Count(Keywords.IsNonReserved));
        Assert.Equal(365, keywords.Count(Keywords.IsAnsiNonReserved));
        Assert.Equal(16, keywords.Count(Keywords.IsStrictNonReserved));
        foreach (var kind in keywords)
        {
            Assert.Equal(kind, Keywords.Find(Keywords.Spelling(kind).ToLowerInvariant()));
        }

        foreach (var kind in Enum.GetValues<TokenKind>())
        {
            Assert.NotNull(Keywords.Display(kind));
        }
    }
}
