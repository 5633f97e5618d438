using System.Reflection;

namespace Muster.Storage;

/// <summary>
/// Says of a change to the schema that the version of Muster before goes on working beside it (INV-31): it adds tables, or columns that may be left out, and changes nothing of what that version reads or writes.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AdditiveAttribute : Attribute
{
    /// <summary>The oldest schema whose programs may still work on the newest.</summary>
    /// <param name="migrations">All changes to the schema, in order.</param>
    public static int OldestBeside(IReadOnlyList<Type> migrations) =>
        migrations[^1].GetCustomAttribute<AdditiveAttribute>() is null ? migrations.Count : migrations.Count - 1;
}
