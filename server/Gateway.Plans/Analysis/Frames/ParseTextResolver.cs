using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Parses a frame of text lines as a file of the format would be: runs the input once and keeps the parsed rows.</summary>
internal sealed class ParseTextResolver : OperatorResolver<ParseText>
{
    protected override LogicalPlan Resolve(ParseText node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        if (node.Input.Output is not [var column])
        {
            throw new QueryException("DATAFRAME_INPUT_NOT_SINGLE_COLUMN", ("numColumns", node.Input.Output.Length.ToString(CultureInfo.InvariantCulture)));
        }
        if (!column.Type.Equals(StringType.Instance))
        {
            throw new QueryException("DATAFRAME_INPUT_NOT_STRING_TYPE", ("dataType", Quote.Type(column.Type)));
        }
        var run = resolution.Context.RunEagerly ?? throw FrameErrors.IllegalArgument("parsing text needs a session that can run queries");
        string?[] lines = [.. run(node.Input).Select(static row => (string?)row[0])];
        return resolution.Context.Catalog.ParseLines(node, lines) ?? throw new QueryException("DATA_SOURCE_NOT_FOUND", ("provider", node.Format));
    }
}
