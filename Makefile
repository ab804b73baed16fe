# 'sam build' makes a function with 'make build-LOGICAL-ID' in the folder of its project (CodeUri), for its BuildMethod makefile.
build-%:
	@"$(dir $(realpath $(lastword $(MAKEFILE_LIST))))src/publish.sh" "$(CURDIR)" "$(ARTIFACTS_DIR)"
