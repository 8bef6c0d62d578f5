using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of GEOMETRY and GEOGRAPHY.</summary>
internal static class SpatialFunctions
{
    private static readonly TypeRule _spatial = new("(\"GEOGRAPHY\" or \"GEOMETRY\")", static type => type is SpatialType, new SpatialType(true, null)) { IsAbstract = true };
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;

    public static void Register(FunctionFamily f)
    {
        Parameter wkb = new("wkb", TypeRule.Binary);
        f.Scalar("st_asbinary", [new("geo", _spatial), new("endianness", TypeRule.String, Literal.Of("NDR"))], static _ => BinaryType.Instance, kernel: static site => new SpatialBytesFunction(site),
            optional: 1, canThrow: _throws, group: "st_funcs", since: "4.1.0");
        f.Scalar("st_geogfromwkb", [wkb], static _ => new SpatialType(true, SpatialReferences.GeographicDefault), kernel: static site => new SpatialFromBytesFunction(site),
            canThrow: _throws, group: "st_funcs", since: "4.1.0");
        f.Scalar("st_geomfromwkb", [wkb, new("srid", TypeRule.Int, Literal.Of(0))], static call => new SpatialType(false, Srid(call, isGeography: false)), kernel: static site => new SpatialFromBytesFunction(site),
            optional: 1, canThrow: _throws, group: "st_funcs", since: "4.1.0");
        f.Scalar("st_setsrid", [new("geo", _spatial), new("srid", TypeRule.Int)], static call => new SpatialType(IsGeography(call), Srid(call, IsGeography(call))), kernel: static site => new SetSridFunction(site),
            canThrow: _throws, group: "st_funcs", since: "4.1.0");
        f.Scalar("st_srid", [new("geo", _spatial)], static _ => IntegerType.Instance, kernel: static site => new SridFunction(site), canThrow: static _ => false, group: "st_funcs", since: "4.1.0");
    }

    /// <summary>Makes the error of an id that a type may not have.</summary>
    public static QueryException UnknownSrid(int srid) => new("ST_INVALID_SRID_VALUE", ("srid", srid.ToString(CultureInfo.InvariantCulture)));

    private static bool IsGeography(FunctionCall call) => call.Arguments[0].Type is SpatialType { IsGeography: true };

    /// <summary>A constant id is part of the type; any other makes it ANY.</summary>
    private static int? Srid(FunctionCall call, bool isGeography)
    {
        if (!call.Arguments[1].Foldable || ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value is not int srid)
        {
            return null;
        }
        return SpatialReferences.IsKnown(srid, isGeography) ? srid : throw UnknownSrid(srid);
    }
}
