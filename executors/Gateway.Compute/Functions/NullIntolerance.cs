using System.Collections.Frozen;
using Gateway.Compute.Expressions;

namespace Gateway.Compute.Functions;

/// <summary>Knows the functions that a NULL constant makes NULL, whatever the evaluation of their other arguments would do.</summary>
/// <remarks>Semantics: Spark 4.3 NullPropagation over expressions that are null intolerant, and over calls of Java methods that propagate NULL.</remarks>
public static class NullIntolerance
{
    private static readonly FrozenSet<string> _names = (
        "% & * + - / < <= = == > >= ^ | add_months aes_decrypt aes_encrypt atan2 bit_get contains conv convert_timezone date_add date_diff date_format date_sub date_trunc dateadd datediff "
        + "div encode endswith find_in_set format_number from_unixtime from_utc_timestamp getbit hmac hypot ilike instr jaro_winkler_similarity left levenshtein like log lpad make_date make_dt_interval "
        + "make_time make_timestamp make_timestamp_ltz make_timestamp_ntz make_ym_interval mod months_between next_day parse_url pmod pow power regexp regexp_count regexp_extract "
        + "regexp_extract_all regexp_instr regexp_like regexp_replace regexp_substr repeat replace rlike rpad sha2 shiftleft shiftright shiftrightunsigned slice split split_part "
        + "startswith str_to_map stringdecode substr substring substring_index time_diff time_trunc to_utc_timestamp translate trunc try_aes_decrypt try_make_timestamp "
        + "try_make_timestamp_ltz try_make_timestamp_ntz try_parse_url try_variant_array_append try_variant_insert try_variant_set varchardecode variant_array_append variant_insert variant_set "
        + "width_bucket convertzone").Split(' ').Concat(Constructors()).ToFrozenSet();

    /// <summary>Functions that read the first, or the second, argument before the others.</summary>
    private static readonly FrozenSet<string> _byFirst = "array_join locate position to_unix_timestamp try_variant_get unix_timestamp variant_get".Split(' ').ToFrozenSet();
    private static readonly FrozenSet<string> _bySecond = "array_repeat bround round to_binary to_number tocharacter try_to_binary try_to_number".Split(' ').ToFrozenSet();

    /// <summary>Says whether the call is NULL because one of its arguments is the NULL constant.</summary>
    public static bool IsNull(FunctionCall call) =>
        (call.Arguments.Any(static argument => argument is Literal { Value: null }) && _names.Contains(call.Function.Name))
        || (call.Arguments is [Literal { Value: null }, ..] && _byFirst.Contains(call.Function.Name))
        || (call.Arguments is [_, Literal { Value: null }, ..] && _bySecond.Contains(call.Function.Name));

    /// <summary>The forms of make_timestamp, one a count of arguments.</summary>
    private static IEnumerable<string> Constructors() =>
        from prefix in (string[])["", "try_"]
        from kind in (string[])["", "_ltz", "_ntz", FunctionRegistry.LocalSuffix]
        from count in (int[])[2, 3, 6, 7]
        select $"{prefix}make_timestamp{kind}_{count}";
}
