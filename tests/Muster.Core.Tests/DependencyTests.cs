using Muster.Core.Planning;

namespace Muster.Core.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Core_refers_to_nothing_but_the_base_library() =>
        Assert.All(
            typeof(SyncPlan).Assembly.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal)
        );
}
