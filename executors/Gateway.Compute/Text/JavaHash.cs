namespace Gateway.Compute.Text;

/// <summary>Computes hash codes as Java does, where Spark's answers depend on them.</summary>
public static class JavaHash
{
    /// <summary>Gets String.hashCode(): base 31 over the UTF-16 units.</summary>
    public static int OfString(string text)
    {
        int hash = 0;
        foreach (char unit in text)
        {
            hash = unchecked((31 * hash) + unit);
        }
        return hash;
    }
}
