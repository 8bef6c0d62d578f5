namespace Gateway.Compute.Casts;

/// <summary>Finds the kernels of casts from and to VARIANT.</summary>
internal static class VariantCasts
{
    public static CastKernel Find(CastSite site) => throw CastKernels.Missing(site);

    public static ElementText Element(CastSite site) => throw CastKernels.Missing(site);
}
