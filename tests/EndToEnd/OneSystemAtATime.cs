// Each test class runs a whole system of its own: two at once would only make both slower.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
