namespace Muster.Storage.Sql;

/// <summary>When looking up rows by key costs more than reading all of them.</summary>
internal static class ManyKeys
{
    /// <summary>So few are looked up in any case.</summary>
    private const int Few = 500;

    /// <summary>From one in so many rows on, reading all is cheaper.</summary>
    private const int Share = 10;

    /// <summary>Whether all rows should be read.</summary>
    /// <param name="asked">How many keys are asked for.</param>
    /// <param name="all">How many rows there are.</param>
    public static bool ReadAll(int asked, long all) => asked > Few && (long)asked * Share > all;
}
