namespace Gateway.Core.Errors;

/// <summary>Holds one parsed SQL text and what it belongs to, so that errors can cut fragments from it.</summary>
/// <param name="ObjectType">Empty for plain statements, else e.g. <c>VIEW</c> or <c>EXECUTE IMMEDIATE</c>.</param>
/// <param name="ObjectName">Name of the view or function the text belongs to, or empty.</param>
public sealed record SqlText(string Text, string ObjectType = "", string ObjectName = "")
{
    /// <summary>Gets the text as it was before settings were put in, which fragments are cut from; null where it is the text itself.</summary>
    public string? Written { get; init; }
}

/// <summary>Names a DataFrame API call of the client.</summary>
/// <param name="Fragment">The client's method, e.g. <c>__truediv__</c>.</param>
/// <param name="CallSite">Where the user called it, e.g. <c>file.py:12</c>.</param>
public sealed record FrameCall(string Fragment, string CallSite);

/// <summary>Says where a plan or expression node came from: a span of SQL text, a DataFrame call, or nowhere.</summary>
/// <param name="Start">First code point of the span, 0-based.</param>
/// <param name="Stop">Last code point of the span, inclusive.</param>
public readonly record struct Origin(SqlText? Text, int Start, int Stop, FrameCall? Call = null)
{
    public static readonly Origin None = default;

    /// <summary>The origin of what a DataFrame program built without a method that names its call: run-time errors carry a context, but an empty one.</summary>
    public static readonly Origin Unplaced = new(new SqlText(""), -1, -1);

    public bool IsKnown => Text is not null || Call is not null;
    public static Origin Of(FrameCall call) => new(null, -1, -1, call);
}
