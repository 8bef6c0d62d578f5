using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers AES encryption and decryption.</summary>
internal static class TextEncryption
{
    private static readonly Parameter _expression = new("expr", TypeRule.Binary);
    private static readonly Parameter _key = new("key", TypeRule.Binary);
    private static readonly Parameter _mode = new("mode", TypeRule.String, Literal.Of("GCM"));
    private static readonly Parameter _padding = new("padding", TypeRule.String, Literal.Of("DEFAULT"));
    private static readonly Parameter _vector = new("iv", TypeRule.Binary, Literal.Of(""));
    private static readonly Parameter _associated = new("aad", TypeRule.Binary, Literal.Of(""));

    public static void Register(FunctionFamily f)
    {
        f.Scalar("aes_decrypt", [_expression, _key, _mode, _padding, _associated], static _ => BinaryType.Instance, NullRules.Always, static site => new AesFunction(site, encrypts: false), optional: 3, canThrow: static _ => true, group: "misc_funcs");
        f.Scalar("aes_encrypt", [_expression, _key, _mode, _padding, _vector, _associated], static _ => BinaryType.Instance, NullRules.Always, static site => new AesFunction(site, encrypts: true), optional: 4, canThrow: static _ => true, group: "misc_funcs");
        f.Scalar("hmac", [_key, new("message", TypeRule.Binary), new("algorithm", TypeRule.String, Literal.Of("SHA-256"))], static _ => BinaryType.Instance, NullRules.Always,
            RowKernel.Of<MessageCodeOperation, StringView, StringView, StringView, StringView>(), optional: 1, canThrow: static _ => true, group: "hash_funcs");
        f.Scalar("try_aes_decrypt", [_expression, _key, _mode, _padding, _associated], static _ => BinaryType.Instance, NullRules.Always, static site => new AesFunction(site, encrypts: false), optional: 3, checkedAs: "aes_decrypt", canThrow: static _ => false, group: "misc_funcs");
    }
}

/// <summary>Signs a message with a key by a hash function.</summary>
internal readonly struct MessageCodeOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView key, ref StringView message, ref StringView algorithm, RowContext context, out StringView result)
    {
        string name = algorithm.ToString();
        if (StringView.Span(ref key).IsEmpty)
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR", ("parameter", "`key`"), ("functionName", "`hmac`"), ("detailMessage", "Empty key"));
        }
        var keyBytes = StringView.Span(ref key);
        var text = StringView.Span(ref message);
        result = context.Heap.Add(name.ToUpperInvariant() switch
        {
            "MD5" => CryptographicOperations.HmacData(HashAlgorithmName.MD5, keyBytes, text),
            "SHA1" or "SHA-1" => CryptographicOperations.HmacData(HashAlgorithmName.SHA1, keyBytes, text),
            "SHA224" or "SHA-224" => Sha224.Authenticate(keyBytes, text),
            "SHA256" or "SHA-256" => CryptographicOperations.HmacData(HashAlgorithmName.SHA256, keyBytes, text),
            "SHA384" or "SHA-384" => CryptographicOperations.HmacData(HashAlgorithmName.SHA384, keyBytes, text),
            "SHA512" or "SHA-512" => CryptographicOperations.HmacData(HashAlgorithmName.SHA512, keyBytes, text),
            _ => throw new QueryException("INVALID_PARAMETER_VALUE.HMAC_ALGORITHM", ("parameter", "`algorithm`"), ("functionName", "`hmac`"), ("algorithm", Quote.Value(name))),
        });
        return true;
    }
}

/// <summary>Runs AES over rows. GCM and CBC results start with the initialization vector; GCM ones end with the tag.</summary>
internal sealed unsafe class AesFunction(BoundCall site, bool encrypts) : ColumnFunction(site)
{
    private const int GcmVectorBytes = 12;
    private const int TagBytes = 16;
    private const int BlockBytes = 16;
    private const string FunctionNames = "`aes_encrypt`/`aes_decrypt`";

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var values = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                result.SetNull(row);
                continue;
            }
            try
            {
                values[row] = result.Heap.Add(Run(arguments, row));
            }
            catch (QueryException) when (Site.Call.Mode == EvaluationMode.Try)
            {
                result.SetNull(row);
            }
        }
    }

    private static byte[] Bytes(Column column, int row) => StringView.Span(ref column.Read<StringView>()[row]).ToArray();

    private byte[] Run(Column[] arguments, int row)
    {
        byte[] input = Bytes(arguments[0], row);
        byte[] key = Bytes(arguments[1], row);
        string mode = Encoding.UTF8.GetString(Bytes(arguments[2], row));
        string padding = Encoding.UTF8.GetString(Bytes(arguments[3], row));
        byte[] vector = encrypts ? Bytes(arguments[4], row) : [];
        byte[] associated = Bytes(arguments[^1], row);
        string known = mode.ToUpperInvariant();
        bool supported = (known, padding.ToUpperInvariant()) is ("ECB" or "CBC", "PKCS" or "DEFAULT") or ("GCM", "NONE" or "DEFAULT");
        if (!supported)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.AES_MODE", ("mode", mode), ("padding", padding), ("functionName", FunctionNames)).As("SparkRuntimeException");
        }
        if (key.Length is not (16 or 24 or 32))
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.AES_KEY_LENGTH", ("parameter", "`key`"), ("functionName", FunctionNames), ("actualLength", Text(key.Length)));
        }
        CheckOptions(known, vector, associated);
        try
        {
            return known == "GCM" ? Gcm(input, key, vector, associated) : Blocks(input, key, vector, chained: known == "CBC");
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Failed("Tag mismatch!");
        }
        catch (CryptographicException)
        {
            throw Failed("Given final block not properly padded. Such issues can arise if a bad key is used during decryption.");
        }
    }

    private void CheckOptions(string mode, byte[] vector, byte[] associated)
    {
        string function = encrypts ? "`aes_encrypt`" : "`aes_decrypt`";
        if (mode == "ECB" && vector.Length > 0)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.AES_MODE_IV", ("mode", mode), ("functionName", function));
        }
        if (mode != "GCM" && associated.Length > 0)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.AES_MODE_AAD", ("mode", mode), ("functionName", function));
        }
        if (vector.Length > 0 && vector.Length != (mode == "GCM" ? GcmVectorBytes : BlockBytes))
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.AES_IV_LENGTH", ("mode", mode), ("parameter", "`iv`"), ("functionName", FunctionNames), ("actualLength", Text(vector.Length)));
        }
    }

    private byte[] Gcm(byte[] input, byte[] key, byte[] vector, byte[] associated)
    {
        using var cipher = new AesGcm(key, TagBytes);
        if (encrypts)
        {
            vector = vector.Length > 0 ? vector : RandomNumberGenerator.GetBytes(GcmVectorBytes);
            byte[] output = new byte[GcmVectorBytes + input.Length + TagBytes];
            vector.CopyTo(output, 0);
            cipher.Encrypt(vector, input, output.AsSpan(GcmVectorBytes, input.Length), output.AsSpan(GcmVectorBytes + input.Length), associated);
            return output;
        }
        if (input.Length < GcmVectorBytes)
        {
            throw Failed("Invalid buffer arguments");
        }
        if (input.Length < GcmVectorBytes + TagBytes)
        {
            throw Failed("Input data too short to contain an expected tag length of 16bytes");
        }
        byte[] plain = new byte[input.Length - GcmVectorBytes - TagBytes];
        cipher.Decrypt(input.AsSpan(0, GcmVectorBytes), input.AsSpan(GcmVectorBytes, plain.Length), input.AsSpan(GcmVectorBytes + plain.Length), plain, associated);
        return plain;
    }

    private byte[] Blocks(byte[] input, byte[] key, byte[] vector, bool chained)
    {
        using var cipher = Aes.Create();
        cipher.Key = key;
        if (encrypts)
        {
            vector = chained && vector.Length == 0 ? RandomNumberGenerator.GetBytes(BlockBytes) : vector;
            return chained ? [.. vector, .. cipher.EncryptCbc(input, vector)] : Ecb(cipher, input, encrypt: true);
        }
        if (chained && input.Length < BlockBytes)
        {
            throw Failed("Wrong IV length: must be 16 bytes long");
        }
        if (input.Length % BlockBytes != 0)
        {
            throw Failed("Input length must be multiple of 16 when decrypting with padded cipher");
        }
        return chained ? cipher.DecryptCbc(input.AsSpan(BlockBytes), input.AsSpan(0, BlockBytes)) : Ecb(cipher, input, encrypt: false);
    }

#pragma warning disable CA5358 // The mode is the user's choice.
    private static byte[] Ecb(Aes cipher, byte[] input, bool encrypt) => encrypt ? cipher.EncryptEcb(input, PaddingMode.PKCS7) : cipher.DecryptEcb(input, PaddingMode.PKCS7);
#pragma warning restore CA5358

    private static QueryException Failed(string detail) =>
        new("INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", ("parameter", "`expr`, `key`"), ("functionName", FunctionNames), ("detailMessage", detail));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
