using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Turns the duration texts of <c>window()</c> into microseconds while the call is built.</summary>
internal static class TimeWindowArguments
{
    private const long MicrosPerDay = 86_400_000_000;

    public static ImmutableArray<Expression> Convert(ImmutableArray<Expression> arguments, UnresolvedFunction call)
    {
        if (arguments.Skip(1).All(static argument => argument is Literal { Value: long, LiteralType: LongType }))
        {
            return arguments;
        }
        long window = Micros(arguments[1], call);
        long slide = arguments.Length > 2 ? Micros(arguments[2], call) : window;
        long start = arguments.Length > 3 ? Micros(arguments[3], call) : 0;
        return [arguments[0], Literal.Of(window), Literal.Of(slide), Literal.Of(start)];
    }

    private static long Micros(Expression argument, UnresolvedFunction call)
    {
        switch (argument)
        {
            case Literal { Value: int number, LiteralType: IntegerType }:
                return number;
            case Literal { Value: long number, LiteralType: LongType }:
                return number;
            case Literal { Value: string text }:
                if (CalendarIntervalParser.Parse(Encoding.UTF8.GetBytes(text), out int months, out int days, out long micros, out _) != CalendarIntervalFault.None)
                {
                    throw new QueryException("CANNOT_PARSE_INTERVAL", call.Origin, ("intervalString", Quote.Value(text)));
                }
                if (months != 0)
                {
                    throw new QueryException(QueryException.Create("_LEGACY_ERROR_TEMP_3231", Origin.None, "SparkIllegalArgumentException", ("interval", text)));
                }
                return days * MicrosPerDay + micros;
            default:
                throw new QueryException("_LEGACY_ERROR_TEMP_1207", call.Origin);
        }
    }
}
