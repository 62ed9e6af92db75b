using LocalEnergyMarket.Client.Retrying;

namespace LocalEnergyMarket.Client.Tests.Retrying;

public sealed class SafeMethodTests
{
    [Fact]
    public void Methods_that_read_are_safe_and_those_that_do_something_new_each_time_are_not()
    {
        var safe = RetryRules.SafeMethods().Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "GetBook", "ListUnits", "GetStatus", "ListAnchors", "PlaceOffer", "PlaceBid", "GetForecast", "GetSettlement", "Check" }, safe);
        Assert.Empty(safe.Intersect(["RequestData", "IssueEnrollmentCode", "BeginEnrollment", "CompleteEnrollment", "Connect", "ImportMastr", "ImportForecast"], StringComparer.Ordinal));
    }
}
